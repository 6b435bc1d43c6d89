using System.Text.Json;
using Millrace.Engine.Entities;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads the lines of an entity upsert: kind, account, id, the document in a form of its own, for keywords, targets, creatives, deals and
/// advertisers what records show of them, for products what attribution knows of a sku. Fields that this version does not know are kept.
/// </summary>
/// <param name="kind">The kind of every line; null: each says its own.</param>
public sealed class EntityBatch(IEventAccounts accounts, EventBatchOptions options, string? kind = null)
    : AccountLines(accounts, options, kind is null ? options.EntityLineBytesMax : options.LineBytesMax)
{
    /// <summary>The kind whose id is a sku.</summary>
    public const string ProductKind = EntityKind.Product;

    public List<EntityUpsert> Upserts { get; } = [];

    private protected override string? Take(ReadOnlyMemory<byte> bytes, JsonElement root)
    {
        if ((kind ?? Text(root, "kind")) is not { } name || EntityKind.Find(name) is not { } known)
        {
            return $"kind must be one of {string.Join(", ", EntityKind.All.Select(one => one.Name))}";
        }

        var deleted = JsonFields.Find(root, "deleted")?.ValueKind;
        if (deleted is not (null or JsonValueKind.True or JsonValueKind.False))
        {
            return "deleted must be true or false";
        }

        var isDeleted = deleted == JsonValueKind.True;

        if (Missing(root, ["advertiser_id", "marketplace_id", known.IdField, .. isDeleted ? [] : known.Needed]) is { } missing)
        {
            return missing;
        }

        if (known.Name == ProductKind && JsonFields.Find(root, "brand") is not null && !IsGood(root, "brand"))
        {
            return $"brand must be a text of 1 to {BytesMax("brand")} bytes: leave it out where it is not known";
        }

        if (
            known.Name == EntityKind.Advertiser
            && JsonFields.Find(root, "id") is not null
            && Text(root, "id") != Text(root, "advertiser_id")
        )
        {
            return "id of an advertiser must be its advertiser_id";
        }

        if (AccountOf(root, out var refusal) is not { } account)
        {
            return refusal;
        }

        var id = Text(root, known.IdField)!;
        if (EntityReader.Read(root, known, account, id, isDeleted, out var upsert) is { } fault)
        {
            return fault;
        }

        Upserts.Add(upsert!);
        return null;
    }
}
