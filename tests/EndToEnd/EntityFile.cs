using System.Text.Json;
using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd;

/// <summary>
/// Entities as an API returned them, read without DuckDB: the newest form of each. MILLRACE_ENTITIES names a larger file of the same shape.
/// </summary>
internal static class EntityFile
{
    public static readonly string Dump =
        Environment.GetEnvironmentVariable("MILLRACE_ENTITIES")
        ?? Path.Combine(RepositoryFiles.Root, "tests", "EndToEnd", "data", "entities.jsonl");

    /// <summary>What maps it to rows of millrace ingest.</summary>
    public static readonly string Mapping = Path.Combine(RepositoryFiles.Root, "docs", "amazon-ads-entities.sql");

    private static readonly string[] Suffixes = ["campaigns", "ad_groups", "ads", "keywords", "targetings"];

    /// <summary>The newest form of each entity, in no order.</summary>
    public static List<FileEntity> Read(IEnumerable<string> lines)
    {
        var newest = lines
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .OrderBy(line => line.GetProperty("emitted_at").GetInt64())
            .Select(Entity)
            .GroupBy(entity => (entity.Kind, entity.Id))
            .Select(forms => forms.Last())
            .ToList();
        return newest.ConvertAll(entity => Placed(entity, newest));
    }

    private static FileEntity Entity(JsonElement line)
    {
        var stream = line.GetProperty("stream").GetString()!;
        var kind = Suffixes.Single(suffix => stream.EndsWith($"_{suffix}", StringComparison.Ordinal));
        var data = line.GetProperty("data");
        return new(
            stream,
            kind,
            data.GetProperty(
                    kind switch
                    {
                        "campaigns" => "campaignId",
                        "ad_groups" => "adGroupId",
                        "ads" => "adId",
                        "keywords" => "keywordId",
                        _ => "targetId",
                    }
                )
                .ToString(),
            stream.StartsWith("sponsored_display_", StringComparison.Ordinal) ? "SPONSORED_DISPLAY" : "SPONSORED_PRODUCTS",
            stream.Contains("_negative_", StringComparison.Ordinal),
            data
        )
        {
            EmittedAt = line.GetProperty("emitted_at").GetInt64(),
        };
    }

    /// <summary>With the campaign that its ad group is of where it does not say, and the ad product of the campaign.</summary>
    private static FileEntity Placed(FileEntity entity, List<FileEntity> all)
    {
        var campaign =
            entity.Said("campaignId")
            ?? all.Single(other => other.Kind == "ad_groups" && other.Id == entity.Said("adGroupId")).Said("campaignId");
        var owner = all.Find(other => other.Kind == "campaigns" && other.Id == campaign);
        return entity with { Campaign = campaign!, AdProduct = owner?.AdProduct ?? entity.AdProduct };
    }
}
