using System.Text;
using System.Text.Json;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads the lines of an entity upsert: kind, account, id, and for keywords and targets what records show of them. The
/// document is kept whole, fields that this version does not know included.
/// </summary>
public sealed class EntityBatch(IEventAccounts accounts, EventBatchOptions options)
{
    private static readonly Dictionary<string, string[]> Parents = new(StringComparer.Ordinal)
    {
        ["portfolio"] = [],
        ["campaign"] = [],
        ["ad_group"] = ["campaign_id"],
        ["ad"] = ["campaign_id", "ad_group_id"],
        ["keyword"] = ["campaign_id", "ad_group_id", "keyword_text", "match_type"],
        ["target"] = ["campaign_id", "ad_group_id", "keyword_text", "match_type"],
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

        if (Text(root, "kind") is not { } kind || !Parents.TryGetValue(kind, out var needed))
        {
            return $"kind must be one of {string.Join(", ", Parents.Keys)}";
        }

        foreach (var field in (string[])["advertiser_id", "marketplace_id", "id", .. needed])
        {
            var bytesMax = field == "keyword_text" ? EventParser.TextBytesMax : Cells.CellKey.PartBytesMax;
            if (Text(root, field) is not { Length: > 0 } text || Encoding.UTF8.GetByteCount(text) > bytesMax)
            {
                return $"{field} must be a text of 1 to {bytesMax} bytes";
            }
        }

        var account = accounts.Find(
            Encoding.UTF8.GetBytes(Text(root, "advertiser_id")!),
            Encoding.UTF8.GetBytes(Text(root, "marketplace_id")!)
        );
        if (account is null)
        {
            return "no such account, or this key has no grant for it: check advertiser_id and marketplace_id";
        }

        var shown = kind is "keyword" or "target"
            ? new TargetText(Text(root, "keyword_text")!, Text(root, "match_type")!)
            : (TargetText?)null;
        Upserts.Add(new(account, kind, Text(root, "id")!, bytes.ToArray(), shown));
        return null;
    }

    private static string? Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
