using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Millrace.Contracts.Documents;
using Millrace.Unit.Engine.Entities;

namespace Millrace.Unit.Server;

/// <summary>The schema of an entity's line as it is served, against what the engine reads.</summary>
public sealed class EntitySchemaTests : IAsyncLifetime
{
    private static readonly EvaluationOptions Strict = new() { RequireFormatValidation = true };

    /// <summary>Values of which each type takes some and refuses the others.</summary>
    private static readonly string[] Values =
    [
        "\"text\"",
        "\"\"",
        "\"2026-07-12T13:05:09-03:00\"",
        "\"2026-07-12T13:05:09\"",
        "1",
        "1.5",
        "-0.000001",
        "0.0000001",
        "1e-30",
        "10000e-4",
        "100000000000",
        "100000000001",
        "true",
        "[]",
        "[\"a\"]",
        "[1]",
        "[{}]",
        "{}",
        "{\"amount\":1,\"recurrence\":\"DAILY\"}",
        "{\"amount\":0,\"recurrence\":\"DAILY\"}",
        "{\"amount\":1}",
        "[{\"increase_percentage\":5,\"start_date\":\"2026-11-25\",\"days_of_week\":[\"MONDAY\"]}]",
        "[{\"increase_percentage\":5,\"start_date\":\"2026-11-31\"}]",
        "[{\"increase_percentage\":5000,\"start_date\":\"2026-11-25\"}]",
        "null",
        "\"ENABLED\"",
        "\"paused\"",
        "\"ACTIVE\"",
        "\"inactive\"",
        "\"SP\"",
        "\"DSP\"",
        "\"USD\"",
        "\"12345678901234567890123456789012345678901234567890123456789012345\"",
    ];

    private ServerRig rig = null!;
    private JsonSchema schema = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        var registry = new SchemaRegistry();
        var options = new BuildOptions { SchemaRegistry = registry };
        var products = new Uri(new Uri(ServerRig.PublicUrl), "/schemas/ingest/products");
        registry.Register(
            products,
            JsonSchema.FromText(await rig.Http.GetStringAsync("/schemas/ingest/products", ServerRig.Cancel), options, products)
        );
        schema = JsonSchema.FromText(
            await rig.Http.GetStringAsync("/schemas/ingest/entities", ServerRig.Cancel),
            options,
            new Uri(ServerRig.PublicUrl)
        );
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public void Every_good_line_validates()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var maker = new EntityMaker(new Random(seed));
            foreach (var (kind, product) in EntityMaker.Shown)
            {
                Judge(maker.Rewrite(maker.Make(kind, product))).ShouldBe((true, true));
            }
        }
    }

    /// <summary>Every known field of every kind with values of every type: a field that the schema lacks, or has otherwise, shows here.</summary>
    [Fact]
    public void A_field_takes_in_the_schema_what_the_engine_takes()
    {
        var (good, bad) = (0, 0);
        foreach (var (kind, product) in EntityMaker.Shown.Append(("portfolio", "SP")).Append(("creative", "DSP")))
        {
            var whole = new EntityMaker(new Random(1), fullness: 100).Make(kind, product);
            foreach (var path in Paths(kind, product == "DSP"))
            {
                foreach (var value in Values)
                {
                    var line = whole.DeepClone().AsObject();
                    Set(line, path, value);
                    var text = line.ToJsonString();
                    var (bySchema, byEngine) = Judge(text);
                    bySchema.ShouldBe(byEngine, $"{path} as {value}: {EntityRig.Judge(text).Refusal}");
                    (good, bad) = bySchema ? (good + 1, bad) : (good, bad + 1);
                }
            }
        }

        good.ShouldBeGreaterThan(1000);
        bad.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("flight", "")]
    [InlineData("flight", "\"deleted\":true")]
    [InlineData("product", "")]
    [InlineData("product", "\"deleted\":true")]
    [InlineData("product", "\"deleted\":true,\"sku\":\"S\"")]
    [InlineData("product", "\"sku\":\"S\",\"product_id\":\"P\"")]
    [InlineData("ad_group_target", "\"campaign_id\":\"1\",\"ad_group_id\":\"2\"")]
    [InlineData("ad_group_target", "\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"appTargets\":[]")]
    [InlineData("ad_group_target", "\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"appTargets\":[],\"deviceTargets\":null")]
    [InlineData("ad_group_target", "\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"appTargets\":[],\"deviceTargets\":[]")]
    [InlineData("keyword", "\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"keyword_text\":\"a\"")]
    [InlineData("deal", "\"ad_product\":\"SP\"")]
    [InlineData("planet", "")]
    public void What_a_kind_needs_is_needed_in_both(string kind, string fields)
    {
        var (bySchema, byEngine) = Judge(EntityRig.Line(kind, fields));
        bySchema.ShouldBe(byEngine);
    }

    /// <summary>What the declarations read, what each kind needs, and what only the engine reads.</summary>
    private static IEnumerable<string> Paths(string kind, bool isDsp) =>
        Documents
            .All.Where(dataset => dataset.IsDsp == isDsp && dataset.Kinds.Contains(kind))
            // The elements of blocks are described by the schema of their messages.
            .SelectMany(dataset => dataset.Fields.Where(field => !dataset.Blocks.Any(block => field.From.StartsWith(block))))
            .Where(field => field.Kinds.Count == 0 || field.Kinds.Contains(kind))
            .Select(field => field.From)
            .Concat([
                "deleted",
                "actor",
                "ad_product",
                "keyword_text",
                "match_type",
                "campaign_id",
                "state",
                "budget",
                "budget_rules",
            ])
            // What has to be the account's cannot be said in a schema.
            .Where(path => path is not ("" or "account_id" or "id") && !path.EndsWith("currency", StringComparison.Ordinal))
            .Distinct();

    private static void Set(JsonObject line, string path, string value)
    {
        JsonNode at = line;
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            var name = part.Replace("[]", "", StringComparison.Ordinal);
            if (at[name] is null)
            {
                at[name] = part.EndsWith(']') ? new JsonArray(new JsonObject()) : new JsonObject();
            }

            at = part.EndsWith(']') ? at[name]![0]! : at[name]!;
        }

        at[parts[^1].Replace("[]", "", StringComparison.Ordinal)] = JsonNode.Parse(value);
    }

    /// <summary>Whether the schema and the engine take the line.</summary>
    private (bool BySchema, bool ByEngine) Judge(string line)
    {
        using var json = JsonDocument.Parse(line);
        return (schema.Evaluate(json.RootElement, Strict).IsValid, EntityRig.Judge(line).Refusal is null);
    }
}
