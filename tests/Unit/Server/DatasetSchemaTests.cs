using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Json.Schema;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Projections;
using Millrace.Engine.Time;
using Millrace.Server.Schemas;
using Millrace.Unit.Contracts.Datasets;
using Millrace.Unit.Engine;
using Millrace.Unit.Engine.Differential;
using Millrace.Unit.Engine.Projections;

namespace Millrace.Unit.Server;

/// <summary>The schemas as they are served, by the judgement of JsonSchema.Net.</summary>
public sealed class DatasetSchemaTests : IAsyncLifetime
{
    private static readonly EvaluationOptions Strict = new() { RequireFormatValidation = true };
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Every_message_that_is_rendered_validates()
    {
        var schema = await SchemaAsync("sp-traffic");
        var formats = Path.Combine(AppContext.BaseDirectory, "Engine", "Formats");
        foreach (var message in new[] { "messages-1.ndjson", "messages-2.ndjson" }.SelectMany(name => Lines(formats, name)))
        {
            Faults(schema, message).ShouldBeEmpty(message);
        }

        BlockCase.Any.Sample(
            made =>
            {
                foreach (var message in Rendered.Messages(made.Build().Data).ConvertAll(Encoding.UTF8.GetString))
                {
                    Faults(schema, message).ShouldBeEmpty(message);
                }
            },
            iter: 300
        );
    }

    [Fact]
    public async Task Every_message_of_random_histories_validates_as_one_of_its_dataset()
    {
        var schemas = new Dictionary<string, JsonSchema>();
        foreach (var dataset in Datasets.Produced)
        {
            schemas.Add(dataset.Id, await SchemaAsync(dataset.Id));
        }

        var seen = new HashSet<string>();
        using var oracle = new Oracle();
        foreach (var dataset in Datasets.Produced)
        {
            HistoryMaker
                .For(dataset, Datasets.Produced)
                .Sample(
                    history =>
                    {
                        foreach (var message in HistoryPlay.Messages(history, oracle).ConvertAll(Encoding.UTF8.GetString))
                        {
                            using var json = JsonDocument.Parse(message);
                            var id = json.RootElement.GetProperty("dataset_id").GetString()!;
                            seen.Add(id);
                            Faults(schemas[id], message).ShouldBeEmpty(message);
                        }
                    },
                    iter: 4,
                    threads: 1
                );
        }

        seen.ShouldBe(Datasets.Produced.Select(dataset => dataset.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task A_message_of_freshness_validates_and_one_that_lacks_a_field_does_not()
    {
        var schema = await SchemaAsync("freshness");
        AccountZone.TryFind("Asia/Kathmandu", out var zone).ShouldBeTrue();
        var account = new EventAccount(7, "ADV \"7\"", "MKT", "NPR", zone);
        var message = Encoding.UTF8.GetString(FreshnessRecord.Render(Guid.Empty, "sb-traffic", account, 1_780_000_000));
        Faults(schema, message).ShouldBeEmpty();
        foreach (var field in Freshness.All)
        {
            Faults(schema, message.Replace($"\"{field.Name}\":", "\"other\":", StringComparison.Ordinal))
                .ShouldNotBeEmpty(field.Name);
        }

        Faults(schema, message.Replace("\"freshness\"", "\"record\"", StringComparison.Ordinal)).ShouldNotBeEmpty();
        Faults(schema, message.Insert(1, "\"a_field_of_tomorrow\":{},")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public async Task A_record_after_the_declaration_validates_and_a_spoilt_one_does_not(string dataset)
    {
        var schema = await SchemaAsync(dataset);
        var random = new Random(1);
        foreach (var field in Declarations.Of(dataset).Fields)
        {
            var record = RecordMaker.Make(Declarations.Of(dataset), random, "5e719f2d-ac6c-31e0-a02b-03edf33da6c0");
            Faults(schema, record).ShouldBeEmpty();
            Faults(schema, With(record, "a_field_of_tomorrow", "{}")).ShouldBeEmpty();

            Faults(schema, With(record, field.Name, "true")).ShouldNotBeEmpty(field.Name);
            Faults(schema, With(record, field.Name, field.Role == FieldRole.Metric ? "\"1\"" : "1")).ShouldNotBeEmpty(field.Name);
            Faults(schema, With(record, field.Name, "null")).Count.ShouldBe(field.IsNullable ? 0 : 1, field.Name);
            Faults(schema, With(record, field.Name, null)).Count.ShouldBe(field.IsNullable ? 0 : 1, field.Name);
            if (field.Type == FieldType.Long)
            {
                Faults(schema, With(record, field.Name, "1.5")).ShouldNotBeEmpty(field.Name);
            }
        }
    }

    [Theory]
    [InlineData("time_window_start", "\"2026-07-12T13:00:00\"")]
    [InlineData("time_window_start", "\"2026-13-12T13:00:00Z\"")]
    [InlineData("dataset_id", "\"sp-conversion\"")]
    [InlineData("idempotency_id", "\"\"")]
    public async Task A_text_that_is_not_what_the_field_is_does_not_validate(string field, string json)
    {
        var record = RecordMaker.Make(Declarations.Of("sp-traffic"), new Random(1), "5e719f2d-ac6c-31e0-a02b-03edf33da6c0");
        Faults(await SchemaAsync("sp-traffic"), With(record, field, json)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_newest_version_is_that_without_a_version()
    {
        using var newest = await rig.Http.GetAsync("/schemas/adsp-traffic", ServerRig.Cancel);
        using var second = await rig.Http.GetAsync("/schemas/adsp-traffic/2", ServerRig.Cancel);
        var text = await newest.Content.ReadAsStringAsync(ServerRig.Cancel);

        text.ShouldBe(await second.Content.ReadAsStringAsync(ServerRig.Cancel));
        text.ShouldContain("\"$id\": \"/schemas/adsp-traffic/2\"");
        (await rig.Http.GetStringAsync("/schemas/adsp-traffic/1", ServerRig.Cancel)).ShouldContain("/schemas/adsp-traffic/1");
        newest.Content.Headers.ContentType!.MediaType.ShouldBe("application/schema+json");
        newest.Headers.CacheControl!.ToString().ShouldBe("public, max-age=3600");
    }

    [Fact]
    public void A_version_has_the_fields_that_it_had()
    {
        var grown = Declarations.Of("sp-traffic") with
        {
            Version = 2,
            Fields =
            [
                .. Declarations.Of("sp-traffic").Fields,
                new("views", FieldType.Long, FieldRole.Metric, "Views.") { Since = 2, IsNullable = true },
            ],
        };
        DatasetSchema.Of(grown, 2)["properties"]!["views"]!
            .ToJsonString()
            .ShouldBe("""{"description":"Views.","type":["integer","null"],"x-role":"metric","x-unit":"count","x-since":2}""");
        DatasetSchema.Of(grown, 1).ToJsonString().ShouldBe(DatasetSchema.Of(Declarations.Of("sp-traffic"), 1).ToJsonString());
    }

    [Fact]
    public async Task Who_has_a_schema_is_not_sent_it_again()
    {
        await using var loopback = await ServerRig.StartAsync(isOnLoopback: true);
        using var first = await loopback.Http.GetAsync("/schemas/sp-traffic", ServerRig.Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/schemas/sp-traffic");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await loopback.Http.SendAsync(request, ServerRig.Cancel);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
        (await second.Content.ReadAsByteArrayAsync(ServerRig.Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/schemas/sp-nothing", "sp-traffic, sp-conversion, sd-traffic")]
    [InlineData("/schemas/ingest", "sp-traffic, sp-conversion, sd-traffic")]
    [InlineData("/schemas/sp-traffic/2", "sp-traffic has no such version: it has 1 to 1.")]
    [InlineData("/schemas/sp-traffic/01", "sp-traffic has no such version")]
    public async Task What_is_not_there_is_answered_with_what_is(string path, string words)
    {
        using var response = await rig.Http.GetAsync(path, ServerRig.Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ServerRig.ReadAsync(response)).GetProperty("message").GetString()!.ShouldContain(words);
    }

    private async Task<JsonSchema> SchemaAsync(string dataset) =>
        JsonSchema.FromText(
            await rig.Http.GetStringAsync($"/schemas/{dataset}", ServerRig.Cancel),
            new BuildOptions { SchemaRegistry = new SchemaRegistry() },
            new Uri(ServerRig.PublicUrl)
        );

    private static IEnumerable<string> Lines(string folder, string name) => File.ReadLines(Path.Combine(folder, name));

    private static Dictionary<string, string> With(Dictionary<string, string> record, string field, string? json)
    {
        var changed = new Dictionary<string, string>(record);
        changed.Remove(field);
        if (json is not null)
        {
            changed[field] = json;
        }

        return changed;
    }

    private static List<string> Faults(JsonSchema schema, Dictionary<string, string> record) =>
        Faults(schema, RecordMaker.Json(record));

    private static List<string> Faults(JsonSchema schema, string message)
    {
        using var json = JsonDocument.Parse(message);
        var result = schema.Evaluate(json.RootElement, Strict);
        return result.IsValid ? [] : [message];
    }
}
