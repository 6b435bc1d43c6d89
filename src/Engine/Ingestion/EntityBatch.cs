using System.Text.Json;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads the lines of an entity upsert: kind, account, id, for keywords, targets, creatives, deals and advertisers what records show of
/// them, for products what attribution knows of a sku. The document is kept whole, fields that this version does not know included.
/// </summary>
/// <param name="kind">The kind of every line; null: each says its own.</param>
public sealed class EntityBatch(IEventAccounts accounts, EventBatchOptions options, string? kind = null)
    : AccountLines(accounts, options)
{
    /// <summary>The kind whose id is a sku.</summary>
    public const string ProductKind = "product";

    /// <summary>What each kind must carry beside its account; the first field is its id.</summary>
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["portfolio"] = ["id"],
        ["campaign"] = ["id"],
        ["ad_group"] = ["id", "campaign_id"],
        ["ad"] = ["id", "campaign_id", "ad_group_id"],
        ["keyword"] = ["id", "campaign_id", "ad_group_id", "keyword_text", "match_type"],
        ["target"] = ["id", "campaign_id", "ad_group_id", "keyword_text", "match_type"],
        ["creative"] = ["id"],
        ["deal"] = ["id"],
        ["advertiser"] = ["advertiser_id"],
        [ProductKind] = ["sku", "product_id"],
    };

    public List<EntityUpsert> Upserts { get; } = [];

    private protected override string? Take(ReadOnlyMemory<byte> bytes, JsonElement root)
    {
        if ((kind ?? Text(root, "kind")) is not { } known || !Fields.TryGetValue(known, out var needed))
        {
            return $"kind must be one of {string.Join(", ", Fields.Keys)}";
        }

        if (Missing(root, ["advertiser_id", "marketplace_id", .. needed]) is { } missing)
        {
            return missing;
        }

        var product = known == ProductKind ? new Product(Text(root, "product_id")!, Text(root, "brand")) : (Product?)null;
        if (product is not null && IsThere(root, "brand") && !IsGood(root, "brand"))
        {
            return $"brand must be a text of 1 to {BytesMax("brand")} bytes: leave it out where it is not known";
        }

        if (DescribedTexts.Read(known, root, out var texts) is { } fault)
        {
            return fault;
        }

        if (AccountOf(root, out var refusal) is not { } account)
        {
            return refusal;
        }

        var shown = known is "keyword" or "target"
            ? new TargetText(Text(root, "keyword_text")!, Text(root, "match_type")!)
            : (TargetText?)null;
        Upserts.Add(
            new(account, known, Text(root, needed[0])!, bytes.ToArray())
            {
                Text = shown,
                Product = product,
                Texts = texts,
            }
        );
        return null;
    }

    private static bool IsThere(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;
}
