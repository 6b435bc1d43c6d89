using System.Net;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Unit.Server;

/// <summary>Replays over HTTP: who may ask for which, what is told of them, and how they end with their subscription.</summary>
public sealed class ReplayApiTests : IAsyncLifetime
{
    private const string Range = """{"from":"2026-07-01T00:00:00Z","to":"2026-07-02T00:00:00-07:00"}""";
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
    public async Task One_is_asked_for_shown_and_canceled()
    {
        var id = await caller.SubscribeAsync();
        (await AskAsync(id, Range)).Status.ShouldBe(HttpStatusCode.Conflict);
        await ActivateAsync(id, 8);

        var (status, made) = await AskAsync(id, Range);
        status.ShouldBe(HttpStatusCode.OK, made.ToString());
        var replay = made.GetProperty("replay");
        replay.GetProperty("status").GetString().ShouldBe("WAITING");
        replay.GetProperty("to").GetString().ShouldBe("2026-07-02T07:00:00Z");
        rig.ReplaysAsked.ShouldBe(1);
        var path = $"/streams/subscriptions/{id}/replays/{replay.GetProperty("replayId").GetString()}";

        var due = (await rig.Registry.ReadDueReplaysAsync(ServerRig.Cancel)).Single();
        (due.Order.SubscriptionId, due.Replay.Through).ShouldBe((id, 0));
        var half = due.Replay with
        {
            Status = ReplayStatus.Running,
            Begin = 1,
            Through = 4,
            Cursor = new(3, 7),
            Sent = 41,
            Why = "busy",
        };
        (await rig.Registry.SaveReplayAsync(half, ServerRig.Cancel)).ShouldBeTrue();
        var (_, shown) = await caller.GetAsync(path);
        shown.GetProperty("replay").GetProperty("sentRecords").GetInt32().ShouldBe(41);
        shown.GetProperty("replay").GetProperty("reason").GetString().ShouldBe("busy");

        (await caller.SendAsync(HttpMethod.Put, path, """{"status":"COMPLETED"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var (_, ended) = await caller.SendAsync(HttpMethod.Put, path, """{"status":"CANCELED"}""");
        ended.GetProperty("replay").GetProperty("status").GetString().ShouldBe("CANCELED");
        (await caller.SendAsync(HttpMethod.Put, path, """{"status":"CANCELED"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await rig.Registry.SaveReplayAsync(half, ServerRig.Cancel)).ShouldBeFalse();
        (await rig.Registry.ReadDueReplaysAsync(ServerRig.Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}", "from is missing")]
    [InlineData("""{"from":"2026-07-01"}""", "from must be a time")]
    [InlineData("""{"from":"2026-07-01T00:00:00"}""", "from must be a time")]
    [InlineData("""{"from":7}""", "from must be a text")]
    [InlineData("""{"from":"2026-07-01T00:00:00Z","to":"2026-07-01T00:00:00Z"}""", "to must be later")]
    public async Task A_bad_range_is_refused_with_what_to_do(string body, string why)
    {
        var id = await caller.SubscribeAsync();
        await ActivateAsync(id, 1);
        var (status, answer) = await AskAsync(id, body);
        (status, answer.GetProperty("message").GetString()!.Contains(why, StringComparison.Ordinal)).ShouldBe(
            (HttpStatusCode.BadRequest, true),
            answer.ToString()
        );
    }

    [Fact]
    public async Task Five_are_open_at_most_and_others_cannot_see_them()
    {
        var id = await caller.SubscribeAsync();
        await ActivateAsync(id, 1);
        for (var number = 0; number < ReplayService.OpenMax; number++)
        {
            (await AskAsync(id, Range)).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await AskAsync(id, Range)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await rig.Registry.ReadDueReplaysAsync(ServerRig.Cancel)).Count.ShouldBe(1);
        var (_, all) = await caller.GetAsync($"/streams/subscriptions/{id}/replays");
        all.GetProperty("replays").GetArrayLength().ShouldBe(ReplayService.OpenMax);
        var other = await rig.CallerAsync(account, user: "bob@example.com");
        (await other.GetAsync($"/streams/subscriptions/{id}/replays")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await caller.GetAsync($"/streams/subscriptions/{id}/replays/x")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_backfill_waits_until_its_subscription_is_active_and_ends_where_the_pump_begins()
    {
        var request = ApiCaller
            .Request()
            .Replace("{\"client", """{"backfill":{"from":"2026-07-01T00:00:00Z"},"client""", StringComparison.Ordinal);
        var id = (await caller.CreateAsync(request)).Body.GetProperty("subscriptionId").GetString()!;
        (await caller.CreateAsync(request)).Body.GetProperty("subscriptionId").GetString().ShouldBe(id);
        (await rig.Registry.ReadDueReplaysAsync(ServerRig.Cancel)).ShouldBeEmpty();

        await ActivateAsync(id, 8);
        (await rig.Registry.ReadDueReplaysAsync(ServerRig.Cancel)).Single().Replay.Through.ShouldBe(7);
        var other = request.Replace("2026-07-01", "2026-07-02", StringComparison.Ordinal);
        (await caller.CreateAsync(other)).Status.ShouldBe(HttpStatusCode.Conflict);
        (
            await caller.CreateAsync(
                ApiCaller.Request().Replace("{\"client", """{"backfill":{},"client""", StringComparison.Ordinal)
            )
        )
            .Body.ToString()
            .ShouldContain("backfill.from is missing");
    }

    [Fact]
    public async Task It_ends_with_its_subscription()
    {
        var id = await caller.SubscribeAsync();
        await ActivateAsync(id, 8);
        await AskAsync(id, Range);
        (await caller.PutAsync(id, """{"status":"ARCHIVED"}""")).Status.ShouldBe(HttpStatusCode.OK);

        var (_, all) = await caller.GetAsync($"/streams/subscriptions/{id}/replays");
        var replay = all.GetProperty("replays")[0];
        (replay.GetProperty("status").GetString(), replay.GetProperty("reason").GetString()).ShouldBe(
            ("FAILED", "The subscription is not ACTIVE any more.")
        );
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string id, string body) =>
        caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/replays", body);

    private async Task ActivateAsync(string id, long publication) =>
        (
            await rig.Registry.ActivateAsync(id, new StreamCursor(publication, 0), rig.Wall.GetUtcNow(), ServerRig.Cancel)
        ).ShouldBeTrue();
}
