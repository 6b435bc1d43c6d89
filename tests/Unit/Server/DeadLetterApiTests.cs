using System.Net;
using System.Text;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>Dead letters over HTTP: read with their text, sent again, purged, by their owner alone.</summary>
public sealed class DeadLetterApiTests : IAsyncLifetime
{
    private static readonly DeliveryOutcome Denied = new DeliveryOutcome.Refused("still too long") { IsOfMessage = true };
    private ServerRig rig = null!;
    private Account account = null!;
    private ApiCaller caller = null!;
    private string id = null!;
    private StreamCursor[] places = [];
    private string[] texts = [];

    /// <summary>A stream of five records, all of them dead letters.</summary>
    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        caller = await rig.CallerAsync(account);
        id = await caller.SubscribeAsync();
        await rig.Registry.ActivateAsync(id, new StreamCursor(1, 0), rig.Wall.GetUtcNow(), ServerRig.Cancel);
        var key = await rig.AddIngestKeyAsync("platform", account);
        await rig.SendEventsAsync(
            key,
            "b1",
            [.. Enumerable.Range(0, 5).Select(number => Lines.Click(account, $"e{number}", campaign: $"{number}"))]
        );
        (await rig.ClicksAsync(account)).ShouldBe(5);
        var blocks = await rig.Ledger.ReadBlocksAsync(new StreamId(account.Key, "sp-traffic"), 0, 10, ServerRig.Cancel);
        places =
        [
            .. blocks.SelectMany(block =>
                Enumerable.Range(0, block.Rows).Select(row => new StreamCursor(block.Publication, row))
            ),
        ];
        texts = [.. blocks.SelectMany(block => Engine.Rendered.Messages(block.Data)).Select(Encoding.UTF8.GetString)];
        places.Length.ShouldBe(5);
        await AddAsync(max: 10, places);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task They_are_read_page_by_page_with_reason_and_text()
    {
        var first = await ListAsync("");
        first
            .GetProperty("deadLetters")
            .EnumerateArray()
            .Select(letter => letter.GetProperty("messageBody").GetString())
            .ShouldBe(texts[..3]);
        first.GetProperty("deadLetters")[0].GetProperty("reason").GetString().ShouldBe("too long");
        var second = await ListAsync($"?startingToken={first.GetProperty("nextToken").GetString()}");
        second
            .GetProperty("deadLetters")
            .EnumerateArray()
            .Select(letter => letter.GetProperty("messageBody").GetString())
            .ShouldBe(texts[3..]);
        second.TryGetProperty("nextToken", out _).ShouldBeFalse();
        (await caller.SubscriptionAsync(id)).GetProperty("delivery").GetProperty("deadLetterCount").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Those_that_are_taken_are_letters_no_more_and_others_get_the_new_reason()
    {
        rig.Queues.Outcomes.Enqueue(DeliveryOutcome.Delivered.Instance);
        rig.Queues.Outcomes.Enqueue(Denied);
        var (status, sent) = await PostAsync("redrive", "{}");
        status.ShouldBe(HttpStatusCode.OK, sent.ToString());
        (sent.GetProperty("sentRecords").GetInt32(), sent.GetProperty("refusedRecords").GetInt32()).ShouldBe((2, 1));
        sent.GetProperty("reason").GetString().ShouldBe("still too long");
        Encoding.UTF8.GetString((await rig.Queues.NextAsync()).Body).ShouldBe(texts[0]);
        Encoding.UTF8.GetString((await rig.Queues.NextAsync()).Body).ShouldBe(texts[2]);

        var left = (await ListAsync("")).GetProperty("deadLetters").EnumerateArray().ToList();
        left.Select(letter => letter.GetProperty("messageBody").GetString()).ShouldBe([texts[1], texts[3], texts[4]]);
        left.Select(letter => letter.GetProperty("reason").GetString()).ShouldBe(["still too long", "too long", "too long"]);
    }

    [Fact]
    public async Task Those_that_are_named_go_alone()
    {
        var named = $$"""{"deadLetterIds":["{{places[4].Publication}}-{{places[4].Row}}","77-1"]}""";
        (await PostAsync("redrive", named)).Body.GetProperty("sentRecords").GetInt32().ShouldBe(1);
        Encoding.UTF8.GetString((await rig.Queues.NextAsync()).Body).ShouldBe(texts[4]);
        var first = $$"""{"deadLetterIds":["{{places[0].Publication}}-{{places[0].Row}}"]}""";
        (await PostAsync("purge", first)).Body.GetProperty("purgedRecords").GetInt32().ShouldBe(1);
        (await PostAsync("purge", "{}")).Body.GetProperty("purgedRecords").GetInt32().ShouldBe(3);
        (await ListAsync("")).GetProperty("deadLetters").GetArrayLength().ShouldBe(0);
        rig.Queues.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("redrive", """{"deadLetterIds":"1-2"}""", "list of texts")]
    [InlineData("redrive", """{"deadLetterIds":[1]}""", "list of texts")]
    [InlineData("purge", """{"deadLetterIds":["1"]}""", "no deadLetterId")]
    [InlineData("purge", """{"deadLetterIds":["1--2"]}""", "no deadLetterId")]
    [InlineData("purge", """{"deadLetterIds":["1-1","1-2","1-3","1-4"]}""", "more than 3")]
    public async Task Bad_ids_are_refused_and_nothing_goes(string act, string body, string why)
    {
        var (status, answer) = await PostAsync(act, body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("message").GetString()!.ShouldContain(why);
        (await caller.SubscriptionAsync(id)).GetProperty("delivery").GetProperty("deadLetterCount").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Others_are_answered_as_if_there_was_nothing()
    {
        var other = await rig.CallerAsync(account, user: "eve@example.com");
        foreach (
            var (method, path) in ((HttpMethod, string)[])
                [(HttpMethod.Get, ""), (HttpMethod.Post, "/redrive"), (HttpMethod.Post, "/purge")]
        )
        {
            var (status, _) = await other.SendAsync(
                method,
                $"/streams/subscriptions/{id}/dead-letters{path}",
                method == HttpMethod.Get ? null : "{}"
            );
            status.ShouldBe(HttpStatusCode.NotFound);
        }

        rig.Queues.IsEmpty.ShouldBeTrue();
        (await ListAsync("")).GetProperty("deadLetters").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task No_more_are_kept_than_may_be_and_one_that_is_there_needs_no_room()
    {
        await rig.Registry.RemoveDeadLettersAsync(id, [places[0]], ServerRig.Cancel);
        (await AddAsync(max: 4, places[0])).ShouldBeFalse();
        (await AddAsync(max: 5, places[0])).ShouldBeTrue();
        (await AddAsync(max: 5, places)).ShouldBeTrue();
        (await rig.Registry.CountDeadLettersAsync(id, ServerRig.Cancel)).ShouldBe(5);
    }

    [Fact]
    public async Task An_archived_subscription_sends_none()
    {
        await caller.PutAsync(id, """{"status":"ARCHIVED"}""");
        (await PostAsync("redrive", "{}")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await ListAsync("")).GetProperty("deadLetters").GetArrayLength().ShouldBe(3);
    }

    private ValueTask<bool> AddAsync(int max, params StreamCursor[] which) =>
        rig.Registry.AddDeadLettersAsync(
            id,
            [.. which.Select(place => new DeadLetter(place, rig.Wall.GetUtcNow(), "too long"))],
            max,
            ServerRig.Cancel
        );

    private async Task<JsonElement> ListAsync(string query)
    {
        var (status, body) = await caller.GetAsync($"/streams/subscriptions/{id}/dead-letters{query}");
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body;
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string act, string body) =>
        caller.SendAsync(HttpMethod.Post, $"/streams/subscriptions/{id}/dead-letters/{act}", body);
}
