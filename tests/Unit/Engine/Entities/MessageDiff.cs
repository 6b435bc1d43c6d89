using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;

namespace Millrace.Unit.Engine.Entities;

/// <summary>What is not the same in two messages about an entity, found by walking both: the oracle of changed_fields.</summary>
internal static class MessageDiff
{
    private static readonly string[] OfMessage =
    [
        "dataset_id",
        "version",
        "message_type",
        "last_updated_date_time",
        "lastUpdatedDateTime",
        "audit.lastUpdatedDateTime",
    ];

    /// <summary>By path, what was there; null: nothing.</summary>
    public static Dictionary<string, JsonNode?> Of(DocumentDeclaration dataset, JsonObject before, JsonObject now)
    {
        var found = new Dictionary<string, JsonNode?>();
        Walk(dataset, before, now, "", found);
        return found;
    }

    /// <summary>The message with what was there before, and without who changed what.</summary>
    public static JsonObject Undone(JsonObject message)
    {
        var undone = message.DeepClone().AsObject();
        var previous = undone["previous"] as JsonObject ?? [];
        foreach (var path in undone["changed_fields"]!.AsArray().Select(path => (string)path!))
        {
            Set(undone, path.Split('.'), previous[path]?.DeepClone());
        }

        return Bare(undone);
    }

    /// <summary>The message without what is not of the entity.</summary>
    public static JsonObject Bare(JsonObject message)
    {
        var bare = message.DeepClone().AsObject();
        foreach (var path in OfMessage.Concat(["actor", "changed_fields", "previous"]))
        {
            Set(bare, path.Split('.'), null);
        }

        return bare;
    }

    private static void Walk(
        DocumentDeclaration dataset,
        JsonNode? before,
        JsonNode? now,
        string path,
        Dictionary<string, JsonNode?> found
    )
    {
        if (OfMessage.Contains(path) || JsonNode.DeepEquals(before, now))
        {
            return;
        }

        var isWhole = path.Length > 0 && (before ?? now) is not JsonObject || IsWhole(dataset, path);
        if (isWhole || (before ?? now) is not JsonObject)
        {
            found.Add(path, before);
            return;
        }

        var (old, fresh) = (before as JsonObject ?? [], now as JsonObject ?? []);
        foreach (var name in old.Concat(fresh).Select(field => field.Key).Distinct())
        {
            Walk(dataset, old[name], fresh[name], path.Length == 0 ? name : $"{path}.{name}", found);
        }
    }

    private static bool IsWhole(DocumentDeclaration dataset, string path)
    {
        var below = dataset.Fields.Where(field => Bare(field.Path).StartsWith($"{path}.", StringComparison.Ordinal)).ToList();
        return path.Length > 0
            && (
                dataset.Fields.Any(field => field.Path == path)
                || (!path.Contains('.') && below.TrueForAll(field => field.From == field.Path))
            );
    }

    private static string Bare(string path) => path.Replace("[]", "", StringComparison.Ordinal);

    private static void Set(JsonObject at, string[] path, JsonNode? value)
    {
        if (path.Length == 1)
        {
            at.Remove(path[0]);
            if (value is not null)
            {
                at[path[0]] = value;
            }

            return;
        }

        if (at[path[0]] is not JsonObject inner)
        {
            if (value is null)
            {
                return;
            }

            at[path[0]] = inner = [];
        }

        Set(inner, path[1..], value);
        if (inner.Count == 0)
        {
            at.Remove(path[0]);
        }
    }
}
