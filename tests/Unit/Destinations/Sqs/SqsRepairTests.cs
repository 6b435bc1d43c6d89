using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>What is repaired without anybody noticing: a wrong clock, credentials that expire.</summary>
public sealed class SqsRepairTests
{
    private const string ServerDate = "Date: Sun, 12 Jul 2026 09:30:00 GMT";

    [Theory]
    [InlineData("com.amazon.coral.service#InvalidSignatureException")]
    [InlineData("RequestTimeTooSkewed")]
    [InlineData("com.amazonaws.sqs#RequestExpired")]
    public async Task Clock_that_is_far_off_takes_the_time_of_the_server(string type)
    {
        var wrong = new FakeTimeProvider(new DateTimeOffset(2026, 7, 12, 8, 0, 0, TimeSpan.Zero));
        await using var rig = new SqsRig(
            (call, _) =>
                call.Header("X-Amz-Date") == "20260712T080000Z"
                    ? StubAnswers.Error(403, type, "Signature expired", ServerDate)
                    : StubAnswers.Taken(call),
            time: wrong
        );

        (await rig.DeliverOneAsync()).ShouldBeDelivered();
        wrong.Advance(TimeSpan.FromMinutes(1));
        (await rig.DeliverOneAsync()).ShouldBeDelivered();

        rig.Stub.Batches.Select(call => call.Header("X-Amz-Date"))
            .ShouldBe(["20260712T080000Z", "20260712T093000Z", "20260712T093100Z"]);
    }

    [Fact]
    public async Task Wrong_secret_at_the_right_time_is_refused_after_one_call()
    {
        var right = new FakeTimeProvider(new DateTimeOffset(2026, 7, 12, 9, 31, 0, TimeSpan.Zero));
        await using var rig = new SqsRig(
            (_, _) => StubAnswers.Error(403, "SignatureDoesNotMatch", "check the key", ServerDate),
            time: right
        );

        (await rig.DeliverOneAsync()).ShouldBeRefused("SignatureDoesNotMatch: check the key");

        rig.Stub.Batches.Count.ShouldBe(1);
    }

    [Fact]
    public void Calls_that_meet_a_wrong_clock_together_are_all_repaired()
    {
        var wrong = new FakeTimeProvider(new DateTimeOffset(2026, 7, 12, 8, 0, 0, TimeSpan.Zero));
        var server = new DateTimeOffset(2026, 7, 12, 9, 30, 0, TimeSpan.Zero);
        var clock = new ServerClock(wrong);
        var (first, second) = (clock.Now, clock.Now);

        clock.Correct(first, server).ShouldBeTrue();
        clock.Correct(second, server).ShouldBeTrue();

        clock.Now.ShouldBe(server);
        clock.Correct(clock.Now, server).ShouldBeFalse();
        clock.Correct(clock.Now, null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("com.amazon.coral.service#ExpiredTokenException")]
    [InlineData("ExpiredToken")]
    public async Task Expired_credentials_are_renewed(string type)
    {
        var credentials = new RenewableCredentials();
        await using var rig = new SqsRig(
            (call, _) =>
                call.Header("X-Amz-Security-Token") == "token 1"
                    ? StubAnswers.Error(403, type, "The security token included in the request is expired")
                    : StubAnswers.Taken(call),
            credentials
        );

        (await rig.DeliverOneAsync()).ShouldBeDelivered();
        (await rig.DeliverOneAsync()).ShouldBeDelivered();

        rig.Stub.Batches.Select(call => call.Header("X-Amz-Security-Token")).ShouldBe(["token 1", "token 2", "token 2"]);
        rig.Stub.Batches.ShouldAllBe(call => call.Header("Authorization")!.Contains("x-amz-security-token"));
        credentials.Made.ShouldBe(2);
    }

    [Fact]
    public async Task Expired_credentials_that_nothing_renews_are_refused()
    {
        await using var rig = new SqsRig(
            (_, _) => StubAnswers.Error(403, "ExpiredToken", "it is expired"),
            new SessionAWSCredentials("ASIAEXAMPLE", "secret", "token")
        );

        (await rig.DeliverOneAsync()).ShouldBeRefused("ExpiredToken: it is expired");

        rig.Stub.Batches.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lack_of_credentials_goes_again_and_says_so()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call), new NoCredentials());

        (await rig.DeliverOneAsync()).ShouldBeOfType<DeliveryOutcome.RetryAfter>().Why.ShouldContain("no credentials");
    }

    private sealed class RenewableCredentials : RefreshingAWSCredentials
    {
        public int Made { get; private set; }

        protected override CredentialsRefreshState GenerateNewCredentials()
        {
            Made++;
            return new(new ImmutableCredentials("ASIAEXAMPLE", "secret", $"token {Made}"), new DateTime(9999, 1, 1));
        }

        protected override Task<CredentialsRefreshState> GenerateNewCredentialsAsync() =>
            Task.FromResult(GenerateNewCredentials());
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("there are no credentials");
    }
}
