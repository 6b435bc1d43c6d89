using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Millrace.Destinations.Aws;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>Signatures beside those of botocore and of the AWS SDK for .NET.</summary>
public sealed class RequestSignerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signatures_are_those_of_botocore()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Destinations", "Sqs", "Vectors", "signatures.json");
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!["vectors"]!.AsArray();

        vectors.Select(vector => Text(vector, "service")).Distinct().ShouldBe(["sqs", "firehose"]);
        foreach (var vector in vectors)
        {
            var endpoint = new Uri(Text(vector, "url"));
            var date = ServerClock.Text(DateTimeOffset.Parse(Text(vector, "time"), CultureInfo.InvariantCulture));
            var token = vector!["token"]?.GetValue<string>();
            List<SignedHeader> headers =
            [
                new("host", endpoint.Authority),
                new("x-amz-date", date),
                .. vector!["headers"]!
                    .AsObject()
                    .Select(header => new SignedHeader(header.Key, header.Value!.GetValue<string>())),
            ];
            if (token is not null)
            {
                headers.Add(new("x-amz-security-token", token));
            }

            headers.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
            date.ShouldBe(Text(vector, "date"));
            new RequestSigner(Text(vector, "region"), Text(vector, "service"))
                .Authorization(
                    RequestSigner.PathOf(endpoint),
                    headers.ToArray(),
                    Encoding.UTF8.GetBytes(Text(vector, "body")),
                    date,
                    new ImmutableCredentials(Text(vector, "access_key"), Text(vector, "secret_key"), token)
                )
                .ShouldBe(Text(vector, "authorization"), Text(vector, "name"));
        }
    }

    [Fact]
    public async Task What_the_sdk_sends_is_signed_as_the_sdk_signs_it()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));
        await rig.DeliverOneAsync();

        var lookup = rig.Stub.Lookups.ShouldHaveSingleItem();

        new RequestSigner("us-east-1", "sqs")
            .Authorization("/", Signed(lookup), lookup.Body, lookup.Header("X-Amz-Date")!, new("AKIAEXAMPLE", "secret", null))
            .ShouldBe(lookup.Header("Authorization"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a token/with+letters==")]
    public async Task What_we_send_is_signed_as_the_sdk_would_sign_it(string? token)
    {
        AWSCredentials credentials = token is null
            ? new BasicAWSCredentials("AKIAEXAMPLE", "secret")
            : new SessionAWSCredentials("AKIAEXAMPLE", "secret", token);
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call), credentials);
        await rig.DeliverAsync("""{"a":"Grüße"}""");

        var sent = rig.Stub.Batches.ShouldHaveSingleItem();

        var headers = string.Concat(Signed(sent).Select(header => $"{header.Name}:{header.Value}\n"));
        var names = string.Join(';', Signed(sent).Select(header => header.Name));
        var canonical = $"POST\n/\n\n{headers}\n{names}\n{Convert.ToHexStringLower(SHA256.HashData(sent.Body))}";
        var date = DateTime.ParseExact(
            sent.Header("X-Amz-Date")!,
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal
        );
        var expected = AWS4Signer.ComputeSignature(
            await credentials.GetCredentialsAsync(),
            "us-east-1",
            date,
            "sqs",
            names,
            canonical
        );
        sent.Header("Authorization")!.ShouldEndWith($"SignedHeaders={names}, Signature={expected.Signature}");
        sent.Header("X-Amz-Security-Token").ShouldBe(token);
    }

    [Fact]
    public void Key_is_derived_anew_for_another_day_and_for_other_credentials()
    {
        var signer = new RequestSigner("us-east-1", "sqs");
        var first = new ImmutableCredentials("A", "secret", null);
        var second = new ImmutableCredentials("A", "other", null);

        var before = Sign(signer, "20260712T235959Z", first);
        var after = Sign(signer, "20260713T000000Z", first);
        var other = Sign(signer, "20260713T000000Z", second);

        after.ShouldBe(Sign(new RequestSigner("us-east-1", "sqs"), "20260713T000000Z", first));
        other.ShouldBe(Sign(new RequestSigner("us-east-1", "sqs"), "20260713T000000Z", second));
        Sign(signer, "20260712T235959Z", first).ShouldBe(before);
    }

    private static string Sign(RequestSigner signer, string time, ImmutableCredentials credentials) =>
        signer.Authorization("/", [new("host", "localhost"), new("x-amz-date", time)], "{}"u8, time, credentials);

    /// <summary>The headers that a request says it signed.</summary>
    private static SignedHeader[] Signed(StubCall call)
    {
        const string Mark = "SignedHeaders=";
        var authorization = call.Header("Authorization")!;
        var names = authorization[(authorization.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Split(',')[0];
        return [.. names.Split(';').Select(name => new SignedHeader(name, call.Header(name)!))];
    }

    private static string Text(JsonNode? vector, string name) => vector![name]!.GetValue<string>();
}
