using System.Net;
using System.Text;
using System.Text.Json;
using Json.Schema;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

public sealed class ForgetShopperTests : IAsyncLifetime
{
    private const string Path = "/ingest/v1/shoppers/forget";
    private ServerRig rig = null!;
    private Account account = null!;
    private string key = "";
    private int batches;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        key = await rig.AddIngestKeyAsync("platform", account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Later_purchases_are_not_credited_to_touches_of_a_forgotten_shopper_and_what_was_credited_stays()
    {
        await SendAsync(Click("c1", "ann"), Purchase("p1", "ann"), Click("c2", "bob"));
        (await ForgetAsync(key, Line("ann"))).Accepted.ShouldBe(1);
        await SendAsync(Purchase("p2", "ann"), Purchase("p3", "bob"));

        (await ConversionsAsync()).ShouldBe(2);
        (await UnattributedAsync()).ShouldBe(1);

        // From now on the shopper is one as any other: a late click has the purchase that came after the forgetting, not the one before.
        await SendAsync(Click("c3", "ann"));
        (await ConversionsAsync()).ShouldBe(3);
        (await UnattributedAsync()).ShouldBe(0);
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shopper_is_forgotten_in_the_account_of_the_line_alone()
    {
        var other = await rig.AddAccountAsync("Other");
        var both = await rig.AddIngestKeyAsync("both", account, other);
        await SendAsync(Click("c1", "ann"));

        (await ForgetAsync(both, Line("ann", other))).Accepted.ShouldBe(1);
        await SendAsync(Purchase("p1", "ann"));

        (await ConversionsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Lines_are_answered_as_those_of_entities_are_and_need_the_grant_of_their_account()
    {
        var stranger = await rig.AddIngestKeyAsync("stranger", await rig.AddAccountAsync("Other"));
        var (status, answer) = await PostAsync(key, Line("nobody"), "", "{\"shopper_id\":\"ann\"}", Line("ann") + "}", "[]");

        status.ShouldBe(HttpStatusCode.OK);
        answer
            .EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe(["accepted", "repeated", "refused_count", "refused", "unknown_fields"]);
        Number(answer, "accepted").ShouldBe(1);
        answer
            .GetProperty("refused")
            .EnumerateArray()
            .Select(refused => (Number(refused, "line"), refused.GetProperty("reason").GetString()!.Split(' ')[0]))
            .ShouldBe([(3, "advertiser_id"), (4, "not"), (5, "not")]);

        await SendAsync(Click("c1", "ann"));
        var refusal = await ForgetAsync(stranger, Line("ann"));
        (refusal.Accepted, refusal.Reason.Contains("no grant", StringComparison.Ordinal)).ShouldBe((0, true));
        (await PostAsync(key + "x", Line("ann"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        await SendAsync(Purchase("p1", "ann"));
        (await ConversionsAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("\"ann\"", true)]
    [InlineData("\"\"", false)]
    [InlineData("7", false)]
    [InlineData("null", false)]
    [InlineData("\"12345678901234567890123456789012345678901234567890123456789012345\"", false)]
    public async Task The_served_schema_agrees_with_what_is_taken(string shopper, bool isGood)
    {
        var line = Line("ann").Replace("\"ann\"", shopper, StringComparison.Ordinal);
        var schema = JsonSchema.FromText(
            await rig.Http.GetStringAsync("/schemas/ingest/shoppers", ServerRig.Cancel),
            new BuildOptions { SchemaRegistry = new SchemaRegistry() },
            new Uri(ServerRig.PublicUrl)
        );
        using var json = JsonDocument.Parse(line);

        (await ForgetAsync(key, line)).Accepted.ShouldBe(isGood ? 1 : 0);
        schema.Evaluate(json.RootElement).IsValid.ShouldBe(isGood);
    }

    private string Click(string id, string shopper) =>
        Lines.Click(account, id).Replace("\"cost\"", $"\"shopper_id\":\"{shopper}\",\"cost\"", StringComparison.Ordinal);

    private string Purchase(string id, string shopper) =>
        $$"""{"event_id":"{{id}}","type":"purchase","time":"2026-07-12T15:45:00Z","advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","shopper_id":"{{shopper}}","sku":"S1","sales":2.5}""";

    private string Line(string shopper, Account? of = null) =>
        $$"""{"advertiser_id":"{{(of ?? account).AdvertiserId}}","marketplace_id":"{{(of ?? account).Marketplace}}","shopper_id":"{{shopper}}"}""";

    private async Task SendAsync(params string[] lines) =>
        Number((await rig.SendEventsAsync(key, $"batch {++batches}", lines)).Body, "accepted").ShouldBe(lines.Length);

    private async Task<(int Accepted, string Reason)> ForgetAsync(string with, string line)
    {
        var (status, answer) = await PostAsync(with, line);
        status.ShouldBe(HttpStatusCode.OK);
        var refused = answer.GetProperty("refused");
        return (Number(answer, "accepted"), refused.GetArrayLength() == 0 ? "" : refused[0].GetProperty("reason").GetString()!);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string with, params string[] lines) =>
        rig.SendBytesAsync(with, null, Encoding.UTF8.GetBytes(string.Join('\n', lines)), path: Path, method: HttpMethod.Post);

    /// <summary>What is published of conversions within a day, after all that is due was.</summary>
    private async Task<long> ConversionsAsync()
    {
        rig.Platform.Advance(TimeSpan.FromHours(2));
        await rig.Partitions.TurnAsync();
        var blocks = await rig.Ledger.ReadBlocksAsync(new StreamId(account.Key, "sp-conversion"), 0, 1000, ServerRig.Cancel);
        return blocks
            .SelectMany(block => Engine.Rendered.Messages(block.Data))
            .Sum(record => JsonSerializer.Deserialize<JsonElement>(record).GetProperty("attributed_conversions_1d").GetInt64());
    }

    private async Task<long> UnattributedAsync()
    {
        var health = JsonSerializer.Deserialize<JsonElement>(await rig.Http.GetStringAsync("/health", ServerRig.Cancel));
        (Number(health, "partitions"), Number(health, "partitions_open")).ShouldBe((4, 4));
        return health.GetProperty("unattributed_purchases").GetInt64();
    }

    private static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();
}
