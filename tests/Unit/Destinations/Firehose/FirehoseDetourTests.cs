using Microsoft.AspNetCore.Http;
using Millrace.Contracts.Destinations;
using Millrace.Destinations;
using Millrace.Destinations.Firehose;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Destinations.Firehose;

/// <summary>A Firehose and an STS whose answers lead elsewhere: no call goes there, nor any credential.</summary>
public sealed class FirehoseDetourTests : IAsyncLifetime
{
    private const string Assumed = """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
        <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """;

    private const string Caller = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::000000000000:user/ann</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>
        """;

    private const string Described =
        $$"""{"DeliveryStreamDescription":{"DeliveryStreamStatus":"ACTIVE","DeliveryStreamType":"DirectPut","DeliveryStreamARN":"{{FirehoseRig.Arn}}"} }""";

    private readonly FirehoseAccess access = new(
        FirehoseRig.SubscriberRole,
        FirehoseRig.WriterRole,
        false,
        "client-7",
        "amzn1.fead.cs1.example",
        "sp-traffic"
    );

    private LoopbackServer service = null!;
    private LoopbackServer other = null!;
    private FirehoseDestinationFactory factory = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        service = await LoopbackServer.StartAsync();
        other = await LoopbackServer.StartAsync();
        factory = new FirehoseDestinationFactory(
            new FirehoseDestinationOptions
            {
                ServiceUrl = service.Address,
                AccessKey = "millrace",
                SecretKey = "millrace",
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        factory.Dispose();
        await service.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Without_detours_all_calls_are_taken()
    {
        service.Answer = context => AnswerAsync(context, "", 0);

        (await PrincipalAsync()).ShouldBe("arn:aws:iam::000000000000:user/ann");
        (await LookAsync()).Obstacle.ShouldBe(StreamObstacle.None);
        (await DeliverAsync()).ShouldBeOfType<DeliveryOutcome.Delivered>();
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Redirect_is_told_and_not_followed(int status)
    {
        service.Answer = context => AnswerAsync(context, "GetCallerIdentity", status);
        (await PrincipalAsync()).ShouldBeNull();

        service.Answer = context => AnswerAsync(context, "AssumeRole", status);
        var assumed = await LookAsync();
        assumed.Obstacle.ShouldBe(StreamObstacle.Unreachable);
        assumed.Why.ShouldContain($"HTTP {status}");
        (await DeliverAsync()).ShouldBeOfType<DeliveryOutcome.RetryAfter>().Why.ShouldContain($"HTTP {status}");

        service.Answer = context => AnswerAsync(context, "DescribeDeliveryStream", status);
        (await LookAsync()).Why.ShouldContain($"HTTP {status}");

        service.Answer = context => AnswerAsync(context, "PutRecordBatch", status);
        (await DeliverAsync()).ShouldBeOfType<DeliveryOutcome.Refused>().Why.ShouldContain($"HTTP {status}");

        other.Asked.ShouldBeEmpty();
    }

    private async Task<string?> PrincipalAsync() => await Inspector().PrincipalAsync("us-east-1", Cancel);

    private async Task<StreamLook> LookAsync()
    {
        FirehoseStreamArn.TryParse(FirehoseRig.Arn, out var stream).ShouldBeTrue();
        return await Inspector().LookAtStreamAsync(stream!, access, Cancel);
    }

    private DestinationInspector Inspector() =>
        new(new SqsDestinationFactory(new SqsDestinationOptions { ServiceUrl = service.Address }), factory);

    private async Task<DeliveryOutcome> DeliverAsync()
    {
        await using var destination = factory.Open(FirehoseRig.Arn, access);
        return (await destination.DeliverAsync([new OutgoingMessage("{}"u8.ToArray())], Cancel)).ShouldHaveSingleItem();
    }

    /// <param name="led">The action that is led elsewhere.</param>
    private async Task AnswerAsync(HttpContext context, string led, int status)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        var action = target.Length > 0 ? target : (await context.Request.ReadFormAsync(Cancel))["Action"].ToString();
        await (
            action == led
                ? LoopbackServer.Lead(context, status, other.Address)
                : context.Response.WriteAsync(
                    action switch
                    {
                        "AssumeRole" => Assumed,
                        "GetCallerIdentity" => Caller,
                        "DescribeDeliveryStream" => Described,
                        _ => """{"FailedPutCount":0,"RequestResponses":[{"RecordId":"1"}]}""",
                    },
                    Cancel
                )
        );
    }
}
