using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Millrace.Contracts.Documents;
using Millrace.Engine.Entities;
using Millrace.Unit.Contracts.Documents;
using Millrace.Unit.Engine.Entities;

namespace Millrace.Unit.Server;

/// <summary>The schemas of documents as they are served, by the judgement of JsonSchema.Net.</summary>
public sealed class DocumentSchemaTests : IAsyncLifetime
{
    private static readonly EvaluationOptions Strict = new() { RequireFormatValidation = true };
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(DocumentDeclarations.Ids), MemberType = typeof(DocumentDeclarations))]
    public async Task A_whole_message_validates_and_a_spoilt_one_does_not(string id)
    {
        var dataset = DocumentDeclarations.Of(id);
        var schema = await SchemaAsync(id);
        var spoilt = new HashSet<string>();
        foreach (var message in Messages(dataset))
        {
            IsGood(schema, message).ShouldBeTrue(message.ToJsonString());
            foreach (var field in dataset.Fields)
            {
                if (field.Type != DocumentFieldType.Any && Spoil(message, field) is { } bad)
                {
                    IsGood(schema, bad).ShouldBeFalse($"{field.Path} in {bad.ToJsonString()}");
                    spoilt.Add(field.Path);
                }
            }

            foreach (var name in dataset.Fields.Where(field => !field.IsNullable).Select(field => field.Path))
            {
                var lacking = message.DeepClone().AsObject();
                lacking.Remove(name);
                IsGood(schema, lacking).ShouldBeFalse(name);
            }
        }

        spoilt.ShouldBe(
            dataset.Fields.Where(field => field.Type != DocumentFieldType.Any).Select(field => field.Path),
            ignoreOrder: true
        );
    }

    [Theory]
    [MemberData(nameof(DocumentDeclarations.Ids), MemberType = typeof(DocumentDeclarations))]
    public async Task Fields_of_tomorrow_are_allowed_in_every_object(string id)
    {
        var schema = await SchemaAsync(id);
        foreach (var message in Messages(DocumentDeclarations.Of(id)))
        {
            // Names in a map are the advertiser's: all of its values are texts.
            foreach (var inner in message.Descendants().OfType<JsonObject>().Append(message).ToList())
            {
                inner["a_field_of_tomorrow"] = "x";
            }

            IsGood(schema, message).ShouldBeTrue(message.ToJsonString());
        }
    }

    [Fact]
    public async Task A_target_of_dsp_has_one_block()
    {
        var schema = await SchemaAsync("adsp-adgroup-targets");
        var message = Messages(Documents.Find("adsp-adgroup-targets")!).First();
        foreach (var block in Documents.Find("adsp-adgroup-targets")!.Blocks)
        {
            var other = message.DeepClone().AsObject();
            other.Remove(block);
            other[block] = Documents.Truncated;
            IsGood(schema, other).ShouldBe(message.ContainsKey(block), block);
            other.Remove(block);
            IsGood(schema, other).ShouldBe(!message.ContainsKey(block), block);
        }
    }

    [Fact]
    public async Task A_dataset_is_served_in_its_version_and_in_no_other()
    {
        var newest = await rig.Http.GetStringAsync("/schemas/campaigns", ServerRig.Cancel);
        newest.ShouldBe(await rig.Http.GetStringAsync("/schemas/campaigns/1", ServerRig.Cancel));
        newest.ShouldContain("\"$id\": \"/schemas/campaigns/1\"");
        using var none = await rig.Http.GetAsync("/schemas/campaigns/2", ServerRig.Cancel);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<JsonSchema> SchemaAsync(string dataset) =>
        JsonSchema.FromText(
            await rig.Http.GetStringAsync($"/schemas/{dataset}", ServerRig.Cancel),
            new BuildOptions { SchemaRegistry = new SchemaRegistry() },
            new Uri(ServerRig.PublicUrl)
        );

    private static IEnumerable<JsonObject> Messages(DocumentDeclaration dataset)
    {
        if (dataset.Kinds.Count == 0)
        {
            return
            [
                JsonNode
                    .Parse(
                        """{"advertiser_id":"A","marketplace_id":"M","dataset_id":"budget-usage","budget_scope_id":"1","budget_scope_type":"CAMPAIGN","advertising_product_type":"sp","budget":5.0,"budget_usage_percentage":5.79,"usage_updated_timestamp":"2026-09-21T13:04:36Z"}"""
                    )!
                    .AsObject(),
            ];
        }

        var product = dataset.IsDsp ? "DSP" : "SB";
        return Enumerable
            .Range(0, 40)
            .Select(seed =>
                (Maker: new EntityMaker(new Random(seed), fullness: 100), Kind: dataset.Kinds[seed % dataset.Kinds.Count])
            )
            .Select(made =>
                EntityRig.Parse(
                    EntityMessages.OfSnapshot(
                        dataset,
                        EntityRig.Account,
                        made.Kind,
                        "7",
                        EntityRig.Next(null, made.Maker.Rewrite(made.Maker.Make(made.Kind, product)))
                    )!
                )
            );
    }

    /// <summary>The message with a value of another type in a field; null where it has no such field.</summary>
    private static JsonObject? Spoil(JsonObject message, DocumentField field)
    {
        var spoilt = message.DeepClone().AsObject();
        JsonNode? at = spoilt;
        var parts = field.Path.Split('.');
        foreach (var part in parts[..^1])
        {
            at = part.EndsWith(']')
                ? (at?[part[..^2]] as JsonArray)?.FirstOrDefault(one => one![Next(part, parts)] is not null)
                : at?[part];
        }

        if (at is not JsonObject inner || !inner.ContainsKey(parts[^1]))
        {
            return null;
        }

        inner[parts[^1]] = field.Type switch
        {
            DocumentFieldType.String => 1,
            DocumentFieldType.Long => 1.5,
            DocumentFieldType.DateTime => "2026-07-12",
            DocumentFieldType.Texts => new JsonArray(1),
            DocumentFieldType.Map => new JsonObject { ["a"] = 1 },
            _ => "1",
        };
        return spoilt;
    }

    private static string Next(string part, string[] parts) =>
        parts[Array.IndexOf(parts, part) + 1].Replace("[]", "", StringComparison.Ordinal);

    private static bool IsGood(JsonSchema schema, JsonObject message)
    {
        using var json = JsonDocument.Parse(message.ToJsonString());
        return schema.Evaluate(json.RootElement, Strict).IsValid;
    }
}
