using System.Text.Json;

namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What the books know of one entity.</summary>
internal sealed class EntityRecord(VirtualAccount account, string kind, string id)
{
    /// <summary>Fields of a line that are no part of the entity, or that name it.</summary>
    private static readonly HashSet<string> Aside =
    [
        "kind",
        "advertiser_id",
        "marketplace_id",
        "id",
        "actor",
        "deleted",
        "last_updated_date_time",
    ];

    private Dictionary<string, JsonElement> document = [];

    public VirtualAccount Account => account;

    public string Kind => kind;

    public string Id => id;

    /// <summary>0 before the first line.</summary>
    public int Version { get; private set; }

    /// <summary>By the number of the dataset in <see cref="EntityDatasets.All"/>: what it has told of this entity.</summary>
    public ToldVersions[] Told { get; } = new ToldVersions[EntityDatasets.All.Count];

    public IReadOnlyDictionary<string, JsonElement> Document => document;

    public bool IsDsp => Text("ad_product") == "DSP" || kind is "flight" or "ad_group_target";

    /// <summary>It has a budget no more, and neither is it shown as anything but gone.</summary>
    public bool IsArchived => Text("state") is "ARCHIVED" or "USER_DELETED";

    public string Text(string field) =>
        document.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Takes in a line; answers the names of the fields that it changes, none where it changes nothing.</summary>
    public IReadOnlySet<string> Change(JsonElement line)
    {
        var isDeletion = line.TryGetProperty("deleted", out var deleted) && deleted.ValueKind == JsonValueKind.True;
        var next = isDeletion ? Archived() : Form(line);
        var changed = next
            .Keys.Union(document.Keys)
            .Where(field =>
                !next.TryGetValue(field, out var now)
                || !document.TryGetValue(field, out var before)
                || !JsonElement.DeepEquals(now, before)
            )
            .ToHashSet();
        if (changed.Count > 0)
        {
            document = next;
            Version++;
        }

        return changed;
    }

    private static Dictionary<string, JsonElement> Form(JsonElement line) =>
        line.EnumerateObject()
            .Where(field => !Aside.Contains(field.Name) && field.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(field => field.Name, field => field.Value.Clone());

    /// <summary>What is gone stays as it was but for its state; what nobody knew leaves no trace.</summary>
    private Dictionary<string, JsonElement> Archived() =>
        Version == 0 ? [] : new(document) { ["state"] = JsonElement.Parse("\"ARCHIVED\"") };
}
