using System.Net;
using Millrace.Landing.Confirming;
using Millrace.Landing.Records;

namespace Millrace.Unit.Landing;

public sealed class ConfirmerTests
{
    private readonly SnsSigner sns = new();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_signed_confirmation_of_an_allowed_host_is_confirmed(string version)
    {
        var verdict = await ConfirmAsync(sns.Confirmation(version));
        verdict.ShouldBe(new(ConfirmationOutcome.Confirmed, $"{SnsSigner.TopicArn}:1"));
        sns.Asked.Count.ShouldBe(2);
        sns.Asked[1].ShouldContain("Action=ConfirmSubscription");
    }

    [Theory]
    [InlineData("Token")]
    [InlineData("TopicArn")]
    [InlineData("Message")]
    [InlineData("Timestamp")]
    [InlineData("Signature")]
    public async Task A_confirmation_that_was_changed_is_refused(string field)
    {
        var verdict = await ConfirmAsync(sns.Confirmation(change: fields => fields[field] += "x"));
        verdict.ShouldBe(new(ConfirmationOutcome.Refused, "The signature does not hold."));
        sns.Asked.ShouldAllBe(address => address.EndsWith(".pem"));
    }

    [Theory]
    [InlineData("https://elsewhere.example", "leads to elsewhere.example, which is not an allowed host")]
    [InlineData(
        "https://sns.us-east-1.amazonaws.com:8443",
        "leads to sns.us-east-1.amazonaws.com:8443, which is not an allowed host"
    )]
    [InlineData("https://sns.us-east-1.amazonaws.com@elsewhere.example", "is not an address")]
    [InlineData("http://sns.us-east-1.amazonaws.com", "has to be https, or http on loopback")]
    [InlineData("http://127.0.0.1:9999", "leads to 127.0.0.1:9999, which is not an allowed host")]
    [InlineData("http://elsewhere.example:9000", "has to be https, or http on loopback")]
    [InlineData("file:///etc", "has to be https, or http on loopback")]
    public async Task Another_host_is_refused_and_not_asked(string host, string reason)
    {
        foreach (
            var body in new[]
            {
                sns.Confirmation(subscribeHost: host),
                sns.Confirmation(certificateUrl: $"{host}/certificate.pem"),
            }
        )
        {
            var verdict = await ConfirmAsync(body);
            verdict.Outcome.ShouldBe(ConfirmationOutcome.Refused);
            verdict.Detail.ShouldContain(reason);
        }

        sns.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_loopback_host_is_allowed_with_its_port()
    {
        var body = sns.Confirmation(
            subscribeHost: "http://127.0.0.1:9000",
            certificateUrl: "http://127.0.0.1:9000/certificate.pem"
        );
        (await ConfirmAsync(body)).Outcome.ShouldBe(ConfirmationOutcome.Confirmed);
    }

    [Fact]
    public async Task Only_a_pem_file_is_taken_for_a_certificate()
    {
        var body = sns.Confirmation(certificateUrl: $"https://{SnsSigner.Host}/?Action=Anything");
        (await ConfirmAsync(body)).Detail.ShouldBe("SigningCertURL does not name a .pem file.");
    }

    [Fact]
    public async Task A_certificate_is_fetched_once_and_again_when_it_was_replaced()
    {
        var confirmer = Confirmer();
        (await ConfirmAsync(sns.Confirmation(), confirmer)).Outcome.ShouldBe(ConfirmationOutcome.Confirmed);
        (await ConfirmAsync(sns.Confirmation(), confirmer)).Outcome.ShouldBe(ConfirmationOutcome.Confirmed);
        sns.Asked.Count(address => address.EndsWith(".pem", StringComparison.Ordinal)).ShouldBe(1);

        sns.TakeAnotherKey();
        (await ConfirmAsync(sns.Confirmation(), confirmer)).Outcome.ShouldBe(ConfirmationOutcome.Confirmed);
        sns.Asked.Count(address => address.EndsWith(".pem", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    [InlineData(HttpStatusCode.TooManyRequests, false)]
    [InlineData(HttpStatusCode.Found, true)]
    [InlineData(HttpStatusCode.NotFound, true)]
    public async Task What_the_address_answers_decides_whether_to_try_again(HttpStatusCode status, bool refused)
    {
        sns.Answers.Enqueue(status);
        var verdict = await ConfirmAsync(sns.Confirmation());
        verdict.Outcome.ShouldBe(refused ? ConfirmationOutcome.Refused : ConfirmationOutcome.TryAgain);
    }

    private Task<ConfirmationVerdict> ConfirmAsync(string body, Confirmer? confirmer = null)
    {
        var content = BodyReader.Read(new LandingMessage(LandingRig.Queue, "m", body));
        return (confirmer ?? Confirmer()).ConfirmAsync(content.Confirmation.ShouldNotBeNull(), LandingRig.Cancel);
    }

    private Confirmer Confirmer() =>
        new(
            new AllowedHosts([SnsSigner.Host, "127.0.0.1:9000"]),
            new BoundedHttp(new HttpClient(sns), TimeSpan.FromSeconds(10), 64 * 1024, TimeProvider.System)
        );
}
