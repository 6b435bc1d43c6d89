using System.Net;
using System.Text;
using Millrace.Engine.Projections;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>What subscribers of documents may ask for beyond the original: who changed what, and the present state.</summary>
public sealed class SnapshotApiTests : IAsyncLifetime
{
    private const string Budget = """ "budget":{"amount":10,"recurrence":"DAILY"} """;
    private ServerRig rig = null!;
    private Account account = null!;
    private ApiCaller caller = null!;
    private string key = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        caller = await rig.CallerAsync(account);
        key = await rig.AddIngestKeyAsync("tests", account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Who_asks_for_changes_is_told_who_changed_what()
    {
        var id = await SubscribeAsync("campaigns", "\"changes\":true,");
        (await caller.SubscriptionAsync(id)).GetProperty("changes").GetBoolean().ShouldBeTrue();
        rig.Activated.Single().WantsChanges.ShouldBeTrue();

        await UpsertAsync($$"""{{Budget}},"name":"old","actor":"ann" """);
        await UpsertAsync($$"""{{Budget}},"name":"new","actor":"bob" """);
        var asked = await MessagesAsync("campaigns", new Recipient(id, WantsChanges: true));
        asked[1]
            .ShouldContain(
                """
                "actor":"bob","changed_fields":["name"],"previous":{"name":"old"}}
                """.Trim()
            );
        var plain = await MessagesAsync("campaigns", new Recipient(id, WantsChanges: false));
        plain.Count.ShouldBe(2);
        plain[1].ShouldNotContain("bob");

        (await caller.PutAsync(id, """{"changes":false}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.SubscriptionAsync(id)).TryGetProperty("changes", out _).ShouldBeFalse();
        rig.ChangesAsked.ShouldBe([(id, false)]);
        (await caller.PutAsync(id, """{"freshness":true}""")).Body.ToString().ShouldContain("freshness is of hourly datasets");
    }

    [Fact]
    public async Task A_snapshot_is_for_its_subscription_alone_and_says_what_it_is()
    {
        var id = await SubscribeAsync("campaigns", "");
        await UpsertAsync($$"""{{Budget}},"name":"one" """);
        await UpsertAsync($$"""{{Budget}},"name":"two" """);

        var (status, body) = await SnapshotAsync(id);
        (status, body).ShouldBe((HttpStatusCode.OK, """{"messageCount":1}"""));
        (await MessagesAsync("campaigns", Recipient.Anyone)).Count.ShouldBe(2);
        var mine = await MessagesAsync("campaigns", new Recipient(id, false));
        mine.Count.ShouldBe(3);
        mine[2].ShouldContain("\"message_type\":\"snapshot\"");
        mine[2].ShouldContain("\"version\":2");

        (await SnapshotAsync(id)).Status.ShouldBe(HttpStatusCode.Conflict);
        rig.Wall.Advance(TimeSpan.FromMinutes(1));
        (await SnapshotAsync(id)).Status.ShouldBe(HttpStatusCode.OK);
        (await SnapshotAsync("amzn1.fead.cs1.AAAAAAAAAAAAAAAAAAAAAA")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_click_that_takes_a_budget_over_a_step_is_told_and_a_snapshot_tells_the_usage()
    {
        var id = await SubscribeAsync("budget-usage", "");
        await UpsertAsync(Budget);
        var time = rig.Platform.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var click = $$"""
            {"type":"click","time":"{{time}}","event_id":"c1","cost":0.579,"advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","campaign_id":"1","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Off Amazon"}
            """;
        (await rig.SendEventsAsync(key, "b1", click)).Status.ShouldBe(HttpStatusCode.OK);
        (await rig.SendEventsAsync(key, "b1", click)).Status.ShouldBe(HttpStatusCode.OK);

        var told = await MessagesAsync("budget-usage", Recipient.Anyone);
        told.Single().ShouldContain("\"budget\":10.0,\"budget_usage_percentage\":5.79");
        (await SnapshotAsync(id)).Body.ShouldBe("""{"messageCount":1}""");
        (await MessagesAsync("budget-usage", new Recipient(id, false)))[1].ShouldContain("\"message_type\":\"snapshot\"");
    }

    [Fact]
    public async Task Hourly_datasets_have_no_snapshot_and_no_changes()
    {
        var id = await SubscribeAsync("sp-traffic", "");
        (await SnapshotAsync(id)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await caller.PutAsync(id, """{"changes":true}""")).Body.ToString().ShouldContain("changes is of datasets of entities");
    }

    private async Task<string> SubscribeAsync(string dataset, string asked)
    {
        var request = ApiCaller.Request(dataset: dataset).Insert(1, asked);
        var made = await caller.CreateAsync(request);
        made.Status.ShouldBe(HttpStatusCode.OK, made.Body.ToString());
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var message = await rig.Queues.NextJsonAsync();
        await rig.Http.GetAsync(new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery, ServerRig.Cancel);
        return made.Body.GetProperty("subscriptionId").GetString()!;
    }

    private async Task UpsertAsync(string fields)
    {
        var line =
            $$"""{"kind":"campaign","id":"1","advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}",{{fields}}}""";
        var (status, body) = await rig.SendBytesAsync(key, null, Encoding.UTF8.GetBytes(line), path: "/ingest/v1/entities");
        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("refused_count").GetInt32().ShouldBe(0, body.ToString());
    }

    private async Task<(HttpStatusCode Status, string Body)> SnapshotAsync(string id)
    {
        var (status, body) = await caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/snapshot", null);
        return (status, body.ToString());
    }

    private async Task<List<string>> MessagesAsync(string dataset, Recipient recipient)
    {
        var messages = new List<string>();
        foreach (var block in await rig.Ledger.ReadBlocksAsync(new StreamId(account.Key, dataset), 0, 100, ServerRig.Cancel))
        {
            using var renderer = BlockRenderer.Open(block.Data, recipient);
            using var buffer = new MessageBuffer();
            while (renderer.Render(buffer, 100) > 0)
            {
                messages.AddRange(buffer.Select(message => Encoding.UTF8.GetString(message.Span)));
            }
        }

        return messages;
    }
}
