using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Json.Schema;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>
/// Entities as an API returned them through the documented mapping, eight confirmed subscriptions and a queue, against a reading of
/// the file that knows neither DuckDB nor Millrace.
/// </summary>
public sealed class EntityFileTests : IDisposable
{
    private static readonly string[] Datasets =
    [
        "campaigns",
        "adgroups",
        "ads",
        "targets",
        "ads-campaign-management-campaigns",
        "ads-campaign-management-adgroups",
        "ads-campaign-management-ads",
        "ads-campaign-management-targets",
    ];

    private const long ChangedAt = 9_000_000_000_000;

    private readonly string changed = Path.GetTempFileName();
    private readonly Dictionary<string, JsonSchema> schemas = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(changed);

    [Fact]
    public async Task A_dump_is_told_once_and_then_only_what_changes()
    {
        await using var stack = await Stack.StartAsync("Asia/Shanghai", virtualStart: null, Datasets[0]);
        foreach (var (place, dataset) in Datasets.Index().Skip(1))
        {
            await stack.LandAsync(dataset, place + 1);
        }

        await stack.KillLandAsync();
        foreach (var dataset in Datasets)
        {
            schemas[dataset] = JsonSchema.FromText(
                await stack.Http.GetStringAsync($"schemas/{dataset}", Cancel),
                new BuildOptions { SchemaRegistry = new SchemaRegistry() },
                stack.Http.BaseAddress
            );
        }

        var lines = await File.ReadAllLinesAsync(EntityFile.Dump, Cancel);
        var entities = EntityFile.Read(lines);
        var output = await MillraceProcess.RunAsync(Ingest(stack, EntityFile.Dump));
        output.ShouldContain($"{lines.Length} entities accepted, 0 refused");
        await TellsAsync(stack, Expected(entities, version: 1));

        output = await MillraceProcess.RunAsync(Ingest(stack, EntityFile.Dump));
        output.ShouldContain($"{lines.Length} entities accepted, 0 refused");

        // One entity of each kind changes. What is no entity is refused by its line, and costs nothing else.
        var changes = entities.GroupBy(entity => entity.Kind).Select(kind => Changed(kind.First())).ToList();
        string[] rubbish =
        [
            """{"stream":"invoices","data":{"invoiceId":1,"state":"enabled"},"emitted_at":1}""",
            """{"stream":"sponsored_product_campaigns","data":{"name":"No id","state":"enabled"},"emitted_at":1}""",
            """{"stream":"sponsored_product_ad""",
            """{"stream":"sponsored_display_ad_groups","data":{"adGroupId":7,"campaignId":8,"defaultBid":"much"},"emitted_at":1}""",
        ];
        await File.WriteAllLinesAsync(changed, [.. rubbish, .. lines, .. changes], Cancel);
        output = await MillraceProcess.FailAsync(Ingest(stack, changed));
        output.ShouldContain($"{lines.Length + changes.Count} entities accepted, ");
        output.ShouldContain(", 4 refused");
        output.ShouldContain("  row 1: kind must be one of portfolio, campaign,");
        output.ShouldContain("  row 2: id ");
        output.ShouldContain("  row 3: kind must be one of portfolio, campaign,");
        output.ShouldContain("  row 4: default_bid must be a number");
        var after = EntityFile.Read([.. lines, .. changes]).Where(entity => entity.EmittedAt == ChangedAt).ToList();
        after.Count.ShouldBe(changes.Count);
        await TellsAsync(stack, Expected(after, version: 2));
    }

    [Fact]
    public async Task What_cannot_be_asked_of_it_is_refused_before_anything_is_sent()
    {
        string[] ingest = ["ingest", "--key", "none", "--sql", "SELECT 1", "--server", "http://127.0.0.1:1/"];
        (await MillraceProcess.FailAsync([.. ingest, "--to", "entities", "--import"])).ShouldContain("Leave --import out");
        (await MillraceProcess.FailAsync([.. ingest, "--to", "products", "--import"])).ShouldContain("Leave --import out");
        (await MillraceProcess.FailAsync([.. ingest, "--set", "file"])).ShouldContain("--set as NAME=VALUE, not as file");
    }

    private static string[] Ingest(Stack stack, string file) =>
        [
            "ingest",
            "--server",
            stack.Address,
            "--key",
            stack.IngestKey,
            "--to",
            "entities",
            "--file",
            EntityFile.Mapping,
            "--set",
            $"file={file}",
            "--set",
            $"advertiser_id={Stack.AdvertiserId}",
            "--set",
            $"marketplace_id={Stack.MarketplaceId}",
            "--set",
            "time_zone=Asia/Shanghai",
            "--batch-lines",
            "50",
        ];

    /// <summary>A line that gives the entity another state, newer than all others.</summary>
    private static string Changed(FileEntity entity)
    {
        var data = JsonNode.Parse(entity.Data.GetRawText())!;
        data["state"] = entity.Said("state") == "paused" ? "enabled" : "paused";
        return new JsonObject
        {
            ["stream"] = entity.Stream,
            ["data"] = data,
            ["emitted_at"] = ChangedAt,
        }.ToJsonString();
    }

    private static List<SortedDictionary<string, string>> Expected(List<FileEntity> entities, long version) =>
        entities
            .SelectMany(entity => new[] { new EntityDocument(entity, older: true), new EntityDocument(entity, older: false) })
            .Select(document => document.Values(version))
            .ToList();

    /// <summary>Receives as many messages as are expected, and what else there is; each is valid and says what is expected.</summary>
    private async Task TellsAsync(Stack stack, List<SortedDictionary<string, string>> expected)
    {
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonSQSConfig { ServiceURL = stack.StandIns.ToString(), AuthenticationRegion = "us-west-2" }
        );
        var url = (await sqs.GetQueueUrlAsync(Stack.Queue, Cancel)).QueueUrl;
        var bodies = new List<string>();
        for (var (poll, last) = (0, -1); poll < 240 && (bodies.Count < expected.Count || bodies.Count > last); poll++)
        {
            last = bodies.Count;
            var request = new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10, WaitTimeSeconds = 1 };
            foreach (var message in (await sqs.ReceiveMessageAsync(request, Cancel)).Messages ?? [])
            {
                bodies.Add(message.Body);
                await sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancel);
            }
        }

        foreach (var body in bodies)
        {
            var message = JsonSerializer.Deserialize<JsonElement>(body);
            var schema = schemas[message.GetProperty("dataset_id").GetString()!];
            schema.Evaluate(message, new EvaluationOptions { RequireFormatValidation = true }).IsValid.ShouldBeTrue(body);
        }

        Lines(bodies.Select(body => MessageValues.Of(JsonSerializer.Deserialize<JsonElement>(body)))).ShouldBe(Lines(expected));
    }

    private static List<string> Lines(IEnumerable<SortedDictionary<string, string>> documents) =>
        documents
            .Select(document => string.Join('\n', document.Select(field => $"{field.Key}: {field.Value}")))
            .Order(StringComparer.Ordinal)
            .ToList();
}
