using System.Text;
using System.Text.Json;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads the lines of an entity upsert: kind, account, id, for keywords and targets what records show of them, for products
/// what attribution knows of a sku. The document is kept whole, fields that this version does not know included.
/// </summary>
/// <param name="kind">The kind of every line; null: each says its own.</param>
public sealed class EntityBatch(IEventAccounts accounts, EventBatchOptions options, string? kind = null)
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
        [ProductKind] = ["sku", "product_id"],
    };

    private int line;

    public List<EntityUpsert> Upserts { get; } = [];

    /// <summary>The first refused lines with their reasons; <see cref="RefusedCount"/> counts all.</summary>
    public List<RefusedLine> Refused { get; } = [];

    public int RefusedCount { get; private set; }

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        line++;
        if (bytes.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        if (
            (bytes.Length > options.LineBytesMax ? $"the line is longer than {options.LineBytesMax} bytes" : Read(bytes)) is
            { } reason
        )
        {
            Refuse(reason);
        }
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine()
    {
        line++;
        Refuse($"the line is longer than {options.LineBytesMax} bytes");
    }

    private void Refuse(string reason)
    {
        RefusedCount++;
        if (Refused.Count < options.RefusedToldMax)
        {
            Refused.Add(new(line, reason));
        }
    }

    private string? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Read(bytes, document.RootElement);
        }
        catch (JsonException fault)
        {
            return $"not valid JSON at byte {fault.BytePositionInLine}: send one complete JSON object a line, in UTF-8";
        }
        catch (InvalidOperationException)
        {
            return "a text is not valid UTF-8 or has a broken escape";
        }
    }

    private string? Read(ReadOnlyMemory<byte> bytes, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "not a JSON object";
        }

        if ((kind ?? Text(root, "kind")) is not { } known || !Fields.TryGetValue(known, out var needed))
        {
            return $"kind must be one of {string.Join(", ", Fields.Keys)}";
        }

        foreach (var field in (string[])["advertiser_id", "marketplace_id", .. needed])
        {
            if (!IsGood(root, field))
            {
                return $"{field} must be a text of 1 to {BytesMax(field)} bytes";
            }
        }

        var product = known == ProductKind ? new Product(Text(root, "product_id")!, Text(root, "brand")) : (Product?)null;
        if (product is not null && IsThere(root, "brand") && !IsGood(root, "brand"))
        {
            return $"brand must be a text of 1 to {BytesMax("brand")} bytes: leave it out where it is not known";
        }

        var account = accounts.Find(
            Encoding.UTF8.GetBytes(Text(root, "advertiser_id")!),
            Encoding.UTF8.GetBytes(Text(root, "marketplace_id")!)
        );
        if (account is null)
        {
            return "no such account, or this key has no grant for it: check advertiser_id and marketplace_id";
        }

        var shown = known is "keyword" or "target"
            ? new TargetText(Text(root, "keyword_text")!, Text(root, "match_type")!)
            : (TargetText?)null;
        Upserts.Add(new(account, known, Text(root, needed[0])!, bytes.ToArray()) { Text = shown, Product = product });
        return null;
    }

    private static int BytesMax(string field) => field == "keyword_text" ? EventParser.TextBytesMax : Cells.CellKey.PartBytesMax;

    private static bool IsGood(JsonElement root, string field) =>
        Text(root, field) is { Length: > 0 } text && Encoding.UTF8.GetByteCount(text) <= BytesMax(field);

    private static bool IsThere(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
