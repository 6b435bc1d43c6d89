using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;

namespace Millrace.Unit.Landing;

/// <summary>Documents for the landing.</summary>
internal static class DocumentMaker
{
    public const string Schema = "\"amazon-marketing-stream\"";

    private const string Inside = "[]";

    /// <summary>A document with all fields of a declaration, each array with one element; the same seed makes the same one.</summary>
    public static JsonObject Whole(DocumentDeclaration dataset, int seed)
    {
        var random = new Random(seed);
        var document = new JsonObject();
        foreach (var field in dataset.Fields)
        {
            Put(document, field.Path, field.Path == "dataset_id" ? dataset.Id : Value(field, random));
        }

        return document;
    }

    /// <summary>Sets what stands at a path, with [] behind arrays.</summary>
    public static void Put(JsonObject document, string path, JsonNode? value)
    {
        var at = document;
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            var key = name.Replace(Inside, "", StringComparison.Ordinal);
            var isArray = key.Length < name.Length;
            if (at[key] is not { } next)
            {
                at[key] = next = isArray ? new JsonArray(new JsonObject()) : new JsonObject();
            }

            at = isArray ? next[0]!.AsObject() : next.AsObject();
        }

        at[names[^1]] = value;
    }

    /// <summary>A form of a campaign in the older generation; changes set fields at the root to JSON text, or take them away with null.</summary>
    public static string Campaign(string id, long version, params (string Field, string? Json)[] changes) =>
        Object([
            ("dataset_id", "\"campaigns\""),
            ("advertiser_id", "\"A0X\""),
            ("marketplace_id", "\"ATVPDKIKX0DER\""),
            ("campaignId", $"\"{id}\""),
            ("version", version.ToString(CultureInfo.InvariantCulture)),
            ("name", $"\"form {version}\""),
            ("budget", """{"budgetCap":{"monetaryBudget":{"amount":20.5,"currencyCode":"USD"}}}"""),
            .. changes,
        ]);

    /// <summary>A form of a campaign as the original sends it in the newer generation: without account and version.</summary>
    public static string NewerCampaign(string id, string name, DateTime updated, params (string Field, string? Json)[] changes) =>
        Object([
            ("dataset_id", "\"ads-campaign-management-campaigns\""),
            ("campaign_id", $"\"{id}\""),
            ("name", $"\"{name}\""),
            ("last_updated_date_time", Time(updated)),
            .. changes,
        ]);

    public static string Usage(
        string scope,
        double budget,
        double percent,
        DateTime at,
        params (string Field, string? Json)[] changes
    ) =>
        Object([
            ("dataset_id", "\"budget-usage\""),
            ("advertiser_id", "\"A0X\""),
            ("marketplace_id", "\"ATVPDKIKX0DER\""),
            ("budget_scope_id", $"\"{scope}\""),
            ("budget_scope_type", "\"CAMPAIGN\""),
            ("advertising_product_type", "\"sp\""),
            ("budget", budget.ToString("R", CultureInfo.InvariantCulture)),
            ("budget_usage_percentage", percent.ToString("R", CultureInfo.InvariantCulture)),
            ("usage_updated_timestamp", Time(at)),
            .. changes,
        ]);

    private static string Time(DateTime time) => $"\"{time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\"";

    /// <summary>The last of several values of a field counts.</summary>
    private static string Object(IEnumerable<(string Field, string? Json)> fields)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (field, json) in fields)
        {
            values[field] = json;
        }

        return "{"
            + string.Join(",", values.Where(field => field.Value is not null).Select(field => $"\"{field.Key}\":{field.Value}"))
            + "}";
    }

    private static JsonNode? Value(DocumentField field, Random random) =>
        field.Type switch
        {
            DocumentFieldType.Long => random.NextInt64(),
            DocumentFieldType.Double => Math.Round(random.NextDouble() * 100, 2),
            DocumentFieldType.Boolean => random.Next(2) == 0,
            DocumentFieldType.DateTime => $"2026-0{random.Next(1, 10)}-1{random.Next(10)}T08:00:0{random.Next(10)}.250+05:30",
            DocumentFieldType.Texts => new JsonArray($"é {random.Next()}", "b"),
            DocumentFieldType.Map => new JsonObject { ["a \"b\""] = $"{random.Next()}" },
            DocumentFieldType.Any => JsonNode.Parse("""[{"x":[1.50,null]}]"""),
            _ => $"text {random.Next()}",
        };
}
