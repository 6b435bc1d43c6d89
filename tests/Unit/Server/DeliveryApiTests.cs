using System.Net;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Retention;

namespace Millrace.Unit.Server;

/// <summary>What owners see of their delivery, and are told before something ends: by GET, and once each in the service's own log.</summary>
public sealed class DeliveryApiTests : IAsyncLifetime
{
    private static readonly TimeSpan Borne = TimeSpan.FromDays(23);
    private readonly List<(string Id, string What)> told = [];
    private ServerRig rig = null!;
    private Account account = null!;
    private Issued<ApiClient> client = null!;
    private ApiCaller caller = null!;
    private string id = null!;
    private RetentionLoop loop = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        client = await rig.AddClientAsync();
        caller = await rig.CallerAsync(account, client);
        id = await caller.SubscribeAsync();
        await rig.Registry.ActivateAsync(id, new StreamCursor(1, 0), rig.Wall.GetUtcNow(), ServerRig.Cancel);
        loop = new RetentionLoop(
            new RetentionServices(
                new RetentionOptions
                {
                    BlocksAtOnce = 2,
                    Pause = TimeSpan.Zero,
                    TroubledAtOnce = 1,
                },
                rig.Watch,
                rig.Registry,
                rig.Registry.FindAsync,
                rig.Ledger,
                () => [],
                rig.Wall,
                rig.Platform,
                (subscription, what) => told.Add((subscription, what))
            )
            {
                Notices = rig.Registry,
            }
        );
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task One_that_has_everything_has_nothing_to_tell()
    {
        var delivery = await DeliveryAsync();
        delivery.EnumerateObject().Select(field => field.Name).ShouldBe(["deadLetterCount", "droppedRecords"]);
        await loop.WarnAsync(ServerRig.Cancel);
        told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Suspension_is_told_after_half_and_nine_tenths_of_the_time()
    {
        var since = rig.Wall.GetUtcNow();
        rig.LastErrors[id] = "denied";
        await rig.Registry.NoteFailingAsync(id, since, since, Borne, ServerRig.Cancel);
        await loop.WarnAsync(ServerRig.Cancel);
        var delivery = await DeliveryAsync();
        delivery.GetProperty("lastError").GetString().ShouldBe("denied");
        delivery.GetProperty("suspendsDate").GetString().ShouldBe("2026-08-04T16:00:00.03Z");
        delivery.TryGetProperty("warnings", out _).ShouldBeFalse();
        told.ShouldBeEmpty();

        foreach (var days in new[] { 11.6, 15, 20.8, 22 })
        {
            rig.Wall.SetUtcNow(since.AddDays(days));
            await loop.WarnAsync(ServerRig.Cancel);

            // A token lives an hour.
            caller = await rig.CallerAsync(account, client);
            (await DeliveryAsync())
                .GetProperty("warnings")[0]
                .GetString()!
                .ShouldContain("becomes SUSPENDED at 2026-08-04T16:00:00Z");
        }

        told.Count.ShouldBe(2);
        told.ShouldAllBe(one => one.Id == id && one.What.Contains("SUSPENDED", StringComparison.Ordinal));

        // It takes again, and fails again later: that is told anew.
        await rig.Registry.SaveCursorsAsync([new SavedCursor(id, new StreamCursor(1, 0))], ServerRig.Cancel);
        await loop.WarnAsync(ServerRig.Cancel);
        await rig.Registry.NoteFailingAsync(id, rig.Wall.GetUtcNow().AddDays(-12), rig.Wall.GetUtcNow(), Borne, ServerRig.Cancel);
        await loop.WarnAsync(ServerRig.Cancel);
        told.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_not_delivered_is_told_before_it_is_dropped_and_counted_when_it_is()
    {
        var published = await PublishAsync("b1", clicks: 3);
        await rig.Registry.NoteFailingAsync(id, rig.Wall.GetUtcNow(), rig.Wall.GetUtcNow(), Borne, ServerRig.Cancel);
        var delivery = await DeliveryAsync();
        delivery.GetProperty("undeliveredSince").GetDateTimeOffset().ShouldBe(published);
        delivery.GetProperty("dropsDate").GetDateTimeOffset().ShouldBe(published.AddDays(14));
        foreach (var days in new[] { 6.9, 7.1, 12, 12.7, 13.9 })
        {
            rig.Platform.SetUtcNow(published.AddDays(days));
            await loop.SweepAsync(ServerRig.Cancel);
            await loop.WarnAsync(ServerRig.Cancel);
        }

        told.Count.ShouldBe(2);
        told.ShouldAllBe(one => one.Id == id && one.What.Contains("will be dropped", StringComparison.Ordinal));
        (await DeliveryAsync()).GetProperty("warnings").GetArrayLength().ShouldBe(1);

        rig.Platform.SetUtcNow(published.AddDays(14).AddSeconds(1));
        await loop.SweepAsync(ServerRig.Cancel);
        await loop.SweepAsync(ServerRig.Cancel);
        told[^1]
            .ShouldBe(
                (id, "3 records that the destination has not taken are dropped: they were published more than 14 days ago.")
            );
        told.Count.ShouldBe(3);
        delivery = await DeliveryAsync();
        delivery.GetProperty("droppedRecords").GetInt32().ShouldBe(3);
        delivery.GetProperty("droppedThrough").GetDateTimeOffset().ShouldBe(published);
        delivery.TryGetProperty("undeliveredSince", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task However_many_fail_each_is_told()
    {
        await rig.Registry.KeepNoticesAsync(true, ServerRig.Cancel);
        var ids = new List<string> { id };
        foreach (var queue in new[] { "arn:aws:sqs:us-east-1:123456789012:second", "arn:aws:sqs:us-east-1:123456789012:third" })
        {
            caller = await rig.CallerAsync(account);
            ids.Add(await caller.SubscribeAsync(queue));
            await rig.Registry.ActivateAsync(ids[^1], new StreamCursor(1, 0), rig.Wall.GetUtcNow(), ServerRig.Cancel);
        }

        var since = rig.Wall.GetUtcNow().AddDays(-12);
        foreach (var one in ids)
        {
            await rig.Registry.NoteFailingAsync(one, since, since, Borne, ServerRig.Cancel);
        }

        await loop.WarnAsync(ServerRig.Cancel);
        told.Select(one => one.Id).ShouldBe(ids);
        foreach (var one in ids)
        {
            (await NextNoticeAsync())!.SubscriptionId.ShouldBe(one);
        }
    }

    [Fact]
    public async Task The_platform_is_told_what_GET_shows_and_what_was_lost_in_the_same_sweep()
    {
        await rig.Registry.KeepNoticesAsync(true, ServerRig.Cancel);
        var published = await PublishAsync("b1", clicks: 3);
        await rig.Registry.NoteFailingAsync(id, rig.Wall.GetUtcNow(), rig.Wall.GetUtcNow(), Borne, ServerRig.Cancel);
        rig.Platform.SetUtcNow(published.AddDays(13));
        await loop.WarnAsync(ServerRig.Cancel);
        await loop.WarnAsync(ServerRig.Cancel);
        var delivery = await DeliveryAsync();
        var warning = (await NextNoticeAsync())!;
        warning.Content.Text.ShouldBe(delivery.GetProperty("warnings")[0].GetString());
        warning.Content.At.ShouldBe(delivery.GetProperty("dropsDate").GetDateTimeOffset());
        warning.Time.ToUnixTimeMilliseconds().ShouldBe(rig.Wall.GetUtcNow().ToUnixTimeMilliseconds());

        rig.Platform.SetUtcNow(published.AddDays(15));
        await loop.SweepAsync(ServerRig.Cancel);
        await loop.WarnAsync(ServerRig.Cancel);
        await loop.WarnAsync(ServerRig.Cancel);
        delivery = await DeliveryAsync();
        var dropped = (await NextNoticeAsync())!;
        dropped.Content.Dropped.ShouldBe(delivery.GetProperty("droppedRecords").GetInt64());
        dropped.Content.At.ShouldBe(delivery.GetProperty("droppedThrough").GetDateTimeOffset());
        (await NextNoticeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_replay_of_what_is_not_kept_whole_is_refused_and_one_of_the_rest_is_not()
    {
        var published = await PublishAsync("b1", clicks: 3);
        rig.Platform.SetUtcNow(published.AddDays(15));
        await loop.SweepAsync(ServerRig.Cancel);
        var (status, body) = await ReplayAsync(published.AddHours(1));
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.GetProperty("message")
            .GetString()!
            .ShouldContain($"from must be later than {published.AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        (await ReplayAsync(published.AddHours(1).AddSeconds(1))).Status.ShouldBe(HttpStatusCode.OK);

        var backfill = ApiCaller
            .Request("arn:aws:sqs:us-east-1:123456789012:other")
            .Replace(
                "{\"client",
                $$"""{"backfill":{"from":"{{published:yyyy-MM-dd'T'HH:mm:ss'Z'}}"},"client""",
                StringComparison.Ordinal
            );
        (await caller.CreateAsync(backfill))
            .Body.GetProperty("message")
            .GetString()!
            .ShouldStartWith("backfill.from must be later");
    }

    /// <summary>Publishes clicks, each in a record of its own; answers when.</summary>
    private async Task<DateTimeOffset> PublishAsync(string batch, int clicks)
    {
        var key = await rig.AddIngestKeyAsync(batch, account);
        await rig.SendEventsAsync(
            key,
            batch,
            [.. Enumerable.Range(0, clicks).Select(number => Lines.Click(account, $"{batch}-{number}", campaign: $"{number}"))]
        );
        (await rig.ClicksAsync(account)).ShouldBe(clicks);
        var blocks = await rig.Ledger.ReadBlocksAsync(new StreamId(account.Key, "sp-traffic"), 0, 10, ServerRig.Cancel);
        return blocks[^1].Published!.Value;
    }

    /// <summary>The next that waits for the platform, which takes it; null: none does.</summary>
    private async Task<Notice?> NextNoticeAsync()
    {
        var notice = await rig.Registry.FirstNoticeAsync(ServerRig.Cancel);
        await rig.Registry.RemoveNoticeAsync(notice?.Sequence ?? 0, ServerRig.Cancel);
        return notice;
    }

    private async Task<JsonElement> DeliveryAsync() => (await caller.SubscriptionAsync(id)).GetProperty("delivery");

    private Task<(HttpStatusCode Status, JsonElement Body)> ReplayAsync(DateTimeOffset from) =>
        caller.SendAsync(
            HttpMethod.Post,
            $"/streams/subscriptions/{id}/replays",
            $$"""{"from":"{{from:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}"""
        );
}
