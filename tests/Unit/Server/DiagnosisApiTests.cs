using System.Net;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>What the doctor says through the API: at creation, in a subscription, on request; and test messages.</summary>
public sealed class DiagnosisApiTests : IAsyncLifetime
{
    private ServerRig rig = null!;
    private Account account = null!;
    private ApiCaller caller = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        caller = await rig.CallerAsync(account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Queue_in_which_nothing_can_arrive_is_refused_with_the_policy_to_paste()
    {
        rig.Inspector.Queue = PlannedInspector.Seen("");

        var (status, body) = await caller.CreateAsync(ApiCaller.Request());

        status.ShouldBe(HttpStatusCode.BadRequest);
        var message = body.GetProperty("message").GetString()!;
        message.ShouldStartWith($"Destination {ServerRig.Queue} is invalid: ");
        message.ShouldContain(ServerRig.Principal);
        rig.Inspector.Queue = PlannedInspector.Seen(message[message.IndexOf('{', StringComparison.Ordinal)..]);
        (await caller.CreateAsync(ApiCaller.Request())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(LookResult.Forbidden)]
    [InlineData(LookResult.Unreachable)]
    public async Task What_cannot_be_judged_is_taken(LookResult result)
    {
        rig.Inspector.Queue = new(result, new Dictionary<string, string>(), "no");

        (await caller.CreateAsync(ApiCaller.Request())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Repeat_of_a_request_is_answered_whatever_has_become_of_the_queue()
    {
        var request = ApiCaller.Request();
        var first = await caller.CreateAsync(request);
        rig.Inspector.Queue = PlannedInspector.Seen("");

        var second = await caller.CreateAsync(request);

        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Body.GetRawText().ShouldBe(first.Body.GetRawText());
    }

    [Fact]
    public async Task Diagnosis_is_asked_for_and_then_stands_in_the_subscription()
    {
        var id = await caller.SubscribeAsync();
        (await caller.SubscriptionAsync(id)).TryGetProperty("diagnosis", out _).ShouldBeFalse();
        rig.Inspector.Queue = PlannedInspector.Seen("");

        var (status, body) = await PostAsync(id, "diagnosis");

        status.ShouldBe(HttpStatusCode.OK);
        var diagnosis = body.GetProperty("diagnosis");
        diagnosis.GetProperty("examinedDate").GetString().ShouldBe("2026-07-12T16:00:00.03Z");
        var finding = diagnosis.GetProperty("findings").EnumerateArray().ShouldHaveSingleItem();
        finding.GetProperty("code").GetString().ShouldBe("QueuePolicyMissing");
        finding.GetProperty("policy").GetProperty("Statement").GetArrayLength().ShouldBe(1);
        (await caller.SubscriptionAsync(id)).GetProperty("diagnosis").GetRawText().ShouldBe(diagnosis.GetRawText());
    }

    [Fact]
    public async Task Failure_is_looked_at_once_in_a_while()
    {
        var id = await caller.SubscribeAsync();
        rig.Inspector.Queue = PlannedInspector.Seen("");
        using var stop = new CancellationTokenSource();
        var loop = rig.Diagnoses.RunAsync(stop.Token);
        var before = rig.Inspector.Looks;

        rig.Diagnoses.Failed(id);
        rig.Diagnoses.Failed(id);
        rig.Diagnoses.Failed("nobody's");
        await UntilAsync(() => rig.Diagnoses.Last(id) is not null);

        rig.Wall.Advance(TimeSpan.FromMinutes(11));
        rig.Diagnoses.Failed(id);
        await UntilAsync(() => rig.Diagnoses.Last(id)!.At == rig.Wall.GetUtcNow());
        await stop.CancelAsync();
        await loop;
        (rig.Inspector.Looks - before).ShouldBe(2);
        (await caller.SubscriptionAsync(id)).GetProperty("diagnosis").GetProperty("findings").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("handshake")]
    [InlineData("test message")]
    public async Task Error_is_withdrawn_when_the_destination_takes_something_and_found_again_soon(string taker)
    {
        var id = await caller.SubscribeAsync();
        rig.Inspector.Queue = PlannedInspector.Seen("");
        await PostAsync(id, "diagnosis");
        await (taker == "handshake" ? rig.Handshake.SweepAsync(ServerRig.Cancel) : PostAsync(id, "test-message"));
        (await caller.SubscriptionAsync(id)).TryGetProperty("diagnosis", out _).ShouldBeFalse();

        using var stop = new CancellationTokenSource();
        var loop = rig.Diagnoses.RunAsync(stop.Token);
        var before = rig.Inspector.Looks;
        rig.Diagnoses.Failed(id);
        rig.Diagnoses.Failed("nobody's");
        rig.Wall.Advance(TimeSpan.FromMinutes(2));
        rig.Diagnoses.Failed(id);
        await UntilAsync(() => rig.Diagnoses.Last(id)?.At == rig.Wall.GetUtcNow());
        await stop.CancelAsync();
        await loop;
        (rig.Inspector.Looks - before).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Warning_stays_when_the_destination_takes_something()
    {
        var id = await caller.SubscribeAsync();
        rig.Inspector.Queue = new(LookResult.Forbidden, new Dictionary<string, string>(), "no");
        await PostAsync(id, "diagnosis");
        await PostAsync(id, "test-message");

        (await caller.SubscriptionAsync(id)).GetProperty("diagnosis").GetProperty("findings").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task One_that_does_not_answer_keeps_no_other_from_being_looked_at()
    {
        var (silent, id) = (await caller.SubscribeAsync(), await caller.SubscribeAsync(ServerRig.Queue + "2"));
        rig.Inspector.Silent = ServerRig.Queue;
        using var stop = new CancellationTokenSource();
        var loop = rig.Diagnoses.RunAsync(stop.Token);

        rig.Diagnoses.Failed(silent);
        rig.Diagnoses.Failed(id);
        await UntilAsync(() => rig.Diagnoses.Last(id) is not null);

        rig.Diagnoses.Last(silent).ShouldBeNull();
        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task Test_message_arrives_marked_and_once_a_minute()
    {
        var id = await caller.SubscribeAsync();

        var (status, body) = await PostAsync(id, "test-message");

        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("taken").GetBoolean().ShouldBeTrue();
        var message = await rig.Queues.NextJsonAsync();
        message.GetProperty("message_type").GetString().ShouldBe("test");
        message.GetProperty("subscription_id").GetString().ShouldBe(id);
        message.GetProperty("message_id").GetString().ShouldBe(body.GetProperty("messageId").GetString());
        (await PostAsync(id, "test-message")).Status.ShouldBe(HttpStatusCode.Conflict);
        rig.Wall.Advance(TimeSpan.FromMinutes(1));
        (await PostAsync(id, "test-message")).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync("nobody's", "test-message")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Test_message_that_is_refused_says_why()
    {
        var id = await caller.SubscribeAsync();
        rig.Queues.Outcomes.Enqueue(new DeliveryOutcome.Refused("SQS: AccessDenied: no"));

        var (_, body) = await PostAsync(id, "test-message");

        body.GetProperty("taken").GetBoolean().ShouldBeFalse();
        body.GetProperty("message").GetString().ShouldBe("SQS: AccessDenied: no");
    }

    [Theory]
    [InlineData("/setup/sp-traffic/NA", HttpStatusCode.OK, ServerRig.Principal)]
    [InlineData(
        "/setup/sp-traffic/eu?destination=firehose&format=terraform&clientId=amzn1.client",
        HttpStatusCode.OK,
        "amzn1.client"
    )]
    [InlineData(
        "/setup/sp-traffic/NA?destination=firehose&format=cloudformation&clientId=https://login.test/,app",
        HttpStatusCode.OK,
        "https://login.test/,app"
    )]
    [InlineData("/setup/sp-traffic/NA?format=cloudformation", HttpStatusCode.OK, "AWS::SQS::QueuePolicy")]
    [InlineData("/setup/sp-nothing/NA", HttpStatusCode.NotFound, "no such dataset")]
    [InlineData("/setup/sp-traffic/XX", HttpStatusCode.NotFound, "NA, EU, FE")]
    [InlineData("/setup/sp-traffic/NA?format=pdf", HttpStatusCode.BadRequest, "terraform")]
    [InlineData("/setup/sp-traffic/NA?destination=fax", HttpStatusCode.BadRequest, "firehose")]
    [InlineData("/setup/sp-traffic/NA?clientId=%22%7D", HttpStatusCode.BadRequest, "clientId")]
    public async Task Setup_is_given_to_everybody(string path, HttpStatusCode status, string said)
    {
        using var answer = await rig.Http.GetAsync(path, ServerRig.Cancel);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(ServerRig.Cancel)).ShouldContain(said);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string id, string what) =>
        caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/{what}", null);

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var poll = 0; poll < 500 && !holds(); poll++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ServerRig.Cancel);
        }

        holds().ShouldBeTrue();
    }
}
