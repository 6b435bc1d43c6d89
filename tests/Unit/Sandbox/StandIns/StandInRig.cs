using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Millrace.Sandbox.StandIns;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Sandbox.StandIns;

/// <summary>The stand-ins on a free loopback port, on a clock that the test moves.</summary>
public sealed class StandInRig : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-stand-ins-").FullName;
    private AwsStandIn standIn = null!;
    private WebApplication web = null!;

    /// <summary>Real time at first, as the SDK judges what is expired by it.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public AwsStandInOptions Options { get; init; } = new();

    /// <summary>What the host and the stand-ins log as errors.</summary>
    internal ErrorLog Errors { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public Uri Address => Http.BaseAddress!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        standIn = AwsStandIn.Open(folder, Options, Time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Errors);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web = builder.Build();
        standIn.Map(web);
        await web.StartAsync(Cancellation);
        Http = new HttpClient { BaseAddress = new Uri(web.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Closes the files and opens them in a new server.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public AmazonS3Client S3(AWSCredentials? credentials = null) =>
        new(
            credentials ?? new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonS3Config
            {
                ServiceURL = Address.ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
                MaxErrorRetry = 0,
            }
        );

    public AmazonSecurityTokenServiceClient Sts(AWSCredentials? credentials = null) =>
        new(
            credentials ?? new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonSecurityTokenServiceConfig
            {
                ServiceURL = Address.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }
        );

    /// <summary>A call of Firehose, not signed: the form of the request says whose it is.</summary>
    public Task<(int Status, JsonElement Body)> FirehoseAsync(string action, object body) =>
        FirehoseTextAsync(action, JsonSerializer.Serialize(body));

    public async Task<(int Status, JsonElement Body)> FirehoseTextAsync(string action, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Headers.Add("X-Amz-Target", $"Firehose_20150804.{action}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1");
        using var response = await Http.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    /// <summary>Makes a bucket and a stream that writes to it.</summary>
    /// <param name="destination">What is to be said of the destination beside role and bucket.</param>
    public async Task StreamAsync(string stream, string bucket, Dictionary<string, object>? destination = null)
    {
        using var s3 = S3();
        await s3.PutBucketAsync(bucket, Cancellation);
        var (status, body) = await FirehoseAsync(
            "CreateDeliveryStream",
            new
            {
                DeliveryStreamName = stream,
                DeliveryStreamType = "DirectPut",
                ExtendedS3DestinationConfiguration = new Dictionary<string, object>(destination ?? [])
                {
                    ["RoleARN"] = "arn:aws:iam::000000000000:role/firehose",
                    ["BucketARN"] = $"arn:aws:s3:::{bucket}",
                },
            }
        );
        status.ShouldBe(200, body.ToString());
    }

    public Task<(int Status, JsonElement Body)> PutAsync(string stream, params string[] records) =>
        FirehoseAsync(
            "PutRecordBatch",
            new { DeliveryStreamName = stream, Records = records.Select(record => new { Data = Encoding.UTF8.GetBytes(record) }) }
        );

    /// <summary>The keys of a bucket, asked until there are as many.</summary>
    public async Task<List<string>> KeysAsync(string bucket, int count)
    {
        using var s3 = S3();
        var keys = new List<string>();
        for (var poll = 0; poll < 500; poll++)
        {
            var request = new ListObjectsV2Request { BucketName = bucket };
            var found = await s3.ListObjectsV2Async(request, Cancellation);
            keys = [.. (found.S3Objects ?? []).Select(one => one.Key)];
            if (keys.Count >= count)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }

        return keys;
    }

    public async Task<byte[]> BytesAsync(string bucket, string key)
    {
        using var s3 = S3();
        using var found = await s3.GetObjectAsync(bucket, key, Cancellation);
        using var bytes = new MemoryStream();
        await found.ResponseStream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    public async Task<string> TextAsync(string bucket, string key) => Encoding.UTF8.GetString(await BytesAsync(bucket, key));

    public async Task FaultAsync(object rule)
    {
        using var answer = await Http.PostAsJsonAsync("/_faults", rule, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until no rule is left: those of a number of times have then struck as often.</summary>
    public async Task FaultsOverAsync()
    {
        var rules = -1;
        for (var poll = 0; poll < 500 && rules != 0; poll++)
        {
            rules = (await Http.GetFromJsonAsync<JsonElement>("/_faults", Cancellation)).GetArrayLength();
            await Task.Delay(TimeSpan.FromMilliseconds(rules == 0 ? 0 : 10), TimeProvider.System, Cancellation);
        }

        rules.ShouldBe(0);
    }

    public async Task RoleAsync(object role)
    {
        using var answer = await Http.PostAsJsonAsync("/_roles", role, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> RolesAsync() => await Http.GetFromJsonAsync<JsonElement>("/_roles", Cancellation);

    private async Task StopAsync()
    {
        Http.Dispose();
        await web.DisposeAsync();
        await standIn.DisposeAsync();
    }
}
