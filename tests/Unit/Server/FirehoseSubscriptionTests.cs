using System.Net;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>Subscriptions to streams: no confirmation, ACTIVE when the stream's roles admit the service.</summary>
public sealed class FirehoseSubscriptionTests : IAsyncLifetime
{
    private const string Stream = "arn:aws:firehose:us-east-1:123456789012:deliverystream/deltas";
    private const string Subscriber = "arn:aws:iam::123456789012:role/NA-sp-traffic-FirehoseSubscriberRole";
    private const string Subscription = "arn:aws:iam::123456789012:role/NA-sp-traffic-FirehoseSubscriptionRole";
    private ServerRig rig = null!;
    private Account account = null!;
    private Issued<ApiClient> client = null!;
    private ApiCaller caller = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        client = await rig.AddClientAsync();
        caller = await rig.CallerAsync(account, client);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Stream_that_admits_the_service_is_active_without_a_message()
    {
        var id = await SubscribeAsync();
        (await caller.StatusAsync(id)).ShouldBe("PROVISIONING");

        await rig.Handshake.SweepAsync(ServerRig.Cancel);

        var subscription = await caller.SubscriptionAsync(id);
        subscription.GetProperty("status").GetString().ShouldBe("ACTIVE");
        subscription.TryGetProperty("destinationArn", out _).ShouldBeFalse();
        subscription
            .GetProperty("destination")
            .GetRawText()
            .ShouldBe(
                $$$"""{"firehoseDestination":{"deliveryStreamArn":"{{{Stream}}}","subscriberRoleArn":"{{{Subscriber}}}","subscriptionRoleArn":"{{{Subscription}}}"}}"""
            );
        rig.Queues.IsEmpty.ShouldBeTrue();
        var order = rig.Activated.ShouldHaveSingleItem();
        order.Address.Arn.ShouldBe(Stream);
        order.Firehose.ShouldBe(new FirehoseAccess(Subscriber, Subscription, false, caller.ClientId, id, "sp-traffic"));
        (await rig.Registry.ReadActiveAsync(ServerRig.Cancel)).ShouldHaveSingleItem().ShouldBe(order);
    }

    [Fact]
    public async Task Line_feeds_are_an_option_that_is_told_where_it_was_asked_for()
    {
        var id = await SubscribeAsync(",\"appendNewline\":true");

        await rig.Handshake.SweepAsync(ServerRig.Cancel);

        (await caller.SubscriptionAsync(id)).GetProperty("destination").GetRawText().ShouldContain("\"appendNewline\":true");
        rig.Activated.ShouldHaveSingleItem().Firehose!.EndsRecordsWithNewline.ShouldBeTrue();
    }

    [Fact]
    public async Task Refusing_stream_is_tried_again_for_a_minute_and_fails_then()
    {
        var id = await SubscribeAsync();
        Plan(new DeliveryOutcome.Refused("STS: AccessDenied: no"), 20);

        for (var sweep = 0; sweep < 3; sweep++)
        {
            await rig.Handshake.SweepAsync(ServerRig.Cancel);
            (await caller.StatusAsync(id)).ShouldBe("PROVISIONING");
            rig.Wall.Advance(TimeSpan.FromSeconds(10));
        }

        rig.Wall.Advance(TimeSpan.FromSeconds(40));
        await rig.Handshake.SweepAsync(ServerRig.Cancel);

        (await caller.StatusAsync(id)).ShouldBe("FAILED_PROVISIONING");
        rig.Troubles.ShouldContain("STS: AccessDenied: no");
        rig.Activated.ShouldBeEmpty();
    }

    [Fact]
    public async Task Role_that_is_known_a_little_later_is_in_time()
    {
        var id = await SubscribeAsync();
        Plan(new DeliveryOutcome.Refused("STS: AccessDenied: not yet"), 2);
        for (var sweep = 0; sweep < 3; sweep++)
        {
            await rig.Handshake.SweepAsync(ServerRig.Cancel);
            rig.Wall.Advance(TimeSpan.FromSeconds(10));
        }

        (await caller.StatusAsync(id)).ShouldBe("ACTIVE");
    }

    [Fact]
    public async Task Service_that_does_not_answer_fails_nothing_for_two_days()
    {
        var id = await SubscribeAsync();
        Plan(new DeliveryOutcome.RetryAfter(null, "no answer"), 3);
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        rig.Wall.Advance(TimeSpan.FromDays(1));
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        caller = await rig.CallerAsync(account, client);
        (await caller.StatusAsync(id)).ShouldBe("PROVISIONING");

        rig.Wall.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await rig.Handshake.SweepAsync(ServerRig.Cancel);

        caller = await rig.CallerAsync(account, client);
        (await caller.StatusAsync(id)).ShouldBe("FAILED_PROVISIONING");
    }

    [Fact]
    public async Task Token_that_was_used_with_other_roles_is_a_conflict()
    {
        const string token = "0123456789012345678901";
        (await caller.CreateAsync(Request(token))).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.CreateAsync(Request(token))).Status.ShouldBe(HttpStatusCode.OK);

        var (status, _) = await caller.CreateAsync(Request(token, subscription: Subscription + "2"));

        status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("arn:aws:firehose:eu-west-1:123456789012:deliverystream/x", Subscriber, Subscription, "us-east-1")]
    [InlineData("arn:aws:kinesis:us-east-1:123456789012:stream/x", Subscriber, Subscription, "deliveryStreamArn")]
    [InlineData(Stream, "arn:aws:iam::123456789012:user/x", Subscription, "subscriberRoleArn")]
    [InlineData(Stream, Subscriber, "", "subscriptionRoleArn")]
    [InlineData(Stream, Subscriber, "arn:aws:iam::210987654321:role/x", "123456789012")]
    public async Task Stream_or_role_that_is_none_is_refused(string stream, string subscriber, string subscription, string hint)
    {
        var (status, body) = await caller.CreateAsync(Request(Guid.NewGuid().ToString(), "", stream, subscriber, subscription));

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.GetProperty("message").GetString()!.ShouldContain(hint);
    }

    private void Plan(DeliveryOutcome outcome, int times)
    {
        for (var time = 0; time < times; time++)
        {
            rig.Queues.Outcomes.Enqueue(outcome);
        }
    }

    private async Task<string> SubscribeAsync(string more = "")
    {
        var (status, body) = await caller.CreateAsync(Request(Guid.NewGuid().ToString(), more));
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body.GetProperty("subscriptionId").GetString()!;
    }

    private static string Request(
        string token,
        string more = "",
        string stream = Stream,
        string subscriber = Subscriber,
        string subscription = Subscription
    ) =>
        $$$$"""{"clientRequestToken":"{{{{token}}}}","dataSetId":"sp-traffic","destination":{"firehoseDestination":{"deliveryStreamArn":"{{{{stream}}}}","subscriberRoleArn":"{{{{subscriber}}}}","subscriptionRoleArn":"{{{{subscription}}}}"{{{{more}}}}}}}""";
}
