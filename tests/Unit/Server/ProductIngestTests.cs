using System.Net;
using System.Text;
using System.Text.Json;
using Json.Schema;
using Millrace.Engine.Ingestion;
using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server;

public sealed class ProductIngestTests : IAsyncLifetime
{
    private const string Path = "/ingest/v1/products";
    private ServerRig rig = null!;
    private Account account = null!;
    private string key = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        key = await rig.AddIngestKeyAsync("platform", account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Products_are_taken_line_by_line_and_answered_as_entities_are()
    {
        var (status, answer) = await PutAsync(
            key,
            Line("S1", """,  "product_id":"P1","brand":"Northlight" """),
            Line("S2", ""),
            "",
            Line("S3", ",\"product_id\":\"P1\"")
        );

        status.ShouldBe(HttpStatusCode.OK);
        answer
            .EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe(["accepted", "repeated", "refused_count", "refused", "unknown_fields"]);
        (Number(answer, "accepted"), Number(answer, "refused_count")).ShouldBe((2, 1));
        answer.GetProperty("refused")[0].GetProperty("line").GetInt32().ShouldBe(2);
        answer.GetProperty("refused")[0].GetProperty("reason").GetString().ShouldBe("product_id must be a text of 1 to 64 bytes");

        // It may be sent again, and changed, as often as one likes.
        Number((await PutAsync(key, Line("S1", ",\"product_id\":\"P2\""))).Body, "accepted").ShouldBe(1);
    }

    [Fact]
    public async Task Products_need_the_grant_of_their_account()
    {
        var other = await rig.AddAccountAsync("Other");
        var stranger = await rig.AddIngestKeyAsync("stranger", other);
        var (status, answer) = await PutAsync(stranger, Line("S1", ",\"product_id\":\"P1\""));

        (status, Number(answer, "accepted")).ShouldBe((HttpStatusCode.OK, 0));
        answer.GetProperty("refused")[0].GetProperty("reason").GetString()!.ShouldContain("no grant");
        (await PutAsync(key + "x", Line("S1", ",\"product_id\":\"P1\""))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(",\"product_id\":\"P1\"", true)]
    [InlineData(",\"product_id\":\"P1\",\"brand\":\"Acme\",\"colour\":[1]", true)]
    [InlineData(",\"product_id\":\"P1\",\"brand\":null", true)]
    [InlineData(",\"product_id\":\"P1\",\"brand\":\"\"", false)]
    [InlineData(",\"product_id\":\"P1\",\"brand\":7", false)]
    [InlineData(",\"product_id\":\"\"", false)]
    [InlineData(",\"product_id\":1", false)]
    [InlineData(",\"product_id\":\"12345678901234567890123456789012345678901234567890123456789012345\"", false)]
    [InlineData("", false)]
    public async Task The_served_schema_agrees_with_what_is_taken(string fields, bool isGood)
    {
        var line = Line("S1", fields);
        var schema = JsonSchema.FromText(
            await rig.Http.GetStringAsync("/schemas/ingest/products", ServerRig.Cancel),
            new BuildOptions { SchemaRegistry = new SchemaRegistry() },
            new Uri(ServerRig.PublicUrl)
        );
        using var json = JsonDocument.Parse(line);

        Number((await PutAsync(key, line)).Body, "accepted").ShouldBe(isGood ? 1 : 0);
        schema.Evaluate(json.RootElement).IsValid.ShouldBe(isGood);
    }

    [Fact]
    public async Task Entities_may_be_products_too_and_the_batch_tells_product_and_brand()
    {
        var line = Line("S1", ",\"kind\":\"product\",\"product_id\":\"P1\"");
        var (_, answer) = await rig.SendBytesAsync(key, null, Encoding.UTF8.GetBytes(line), path: "/ingest/v1/entities");
        Number(answer, "accepted").ShouldBe(1);

        Read(line, null).ShouldBe(("product", "S1", new Product("P1", null)));
        Read(Line("S2", ",\"kind\":\"ad\",\"product_id\":\"P1\",\"brand\":\"Acme\""), EntityBatch.ProductKind)
            .ShouldBe(("product", "S2", new Product("P1", "Acme")));
        Read(Lines.Keyword(account, "4"), null).ShouldBe(("keyword", "4", null));
    }

    private (string Kind, string Id, Product? Product) Read(string line, string? kind)
    {
        var batch = new EntityBatch(
            new GrantedAccounts([account]),
            new EventBatchOptions
            {
                Now = 0,
                Partitions = 1,
                EventIdSeed = 1,
                HashSeed = 1,
            },
            kind
        );
        batch.Add(Encoding.UTF8.GetBytes(line));
        batch.Refused.ShouldBeEmpty();
        var upsert = batch.Upserts.Single();
        return (upsert.Kind, upsert.Id, upsert.Product);
    }

    private string Line(string sku, string fields) =>
        $$"""{"advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","sku":"{{sku}}"{{fields}}}""";

    private Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(string with, params string[] lines) =>
        rig.SendBytesAsync(with, null, Encoding.UTF8.GetBytes(string.Join('\n', lines)), path: Path);

    private static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();
}
