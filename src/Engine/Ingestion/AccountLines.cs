using System.Text;
using System.Text.Json;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads a body of which each line is a JSON object about one account. A bad line is refused by its number and costs no good one.
/// </summary>
/// <param name="lineBytesMax">A longer line is refused.</param>
public abstract class AccountLines(IEventAccounts accounts, EventBatchOptions options, int lineBytesMax)
{
    private int line;

    /// <summary>The first refused lines with their reasons; <see cref="RefusedCount"/> counts all.</summary>
    public List<RefusedLine> Refused { get; } = [];

    public int RefusedCount { get; private set; }

    public int LineBytesMax => lineBytesMax;

    /// <summary>Takes whole lines; the end of the last may be missing. Empty lines count and carry nothing.</summary>
    public void Add(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var bytes = Lines.First(lines);
            lines = Lines.Behind(lines, bytes.Length);
            if (bytes.Length > LineBytesMax)
            {
                RefuseLongLine();
                continue;
            }

            line++;
            if (!bytes.Trim(" \t\r"u8).IsEmpty && Read(bytes.ToArray()) is { } reason)
            {
                Refuse(reason);
            }
        }
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine()
    {
        line++;
        Refuse($"the line is longer than {LineBytesMax} bytes");
    }

    /// <summary>Takes what a line says; null, or why it is refused.</summary>
    /// <param name="bytes">The whole line.</param>
    private protected abstract string? Take(ReadOnlyMemory<byte> bytes, JsonElement root);

    /// <summary>Null, or which of the fields is not there as a text of its length.</summary>
    private protected static string? Missing(JsonElement root, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (!IsGood(root, field))
            {
                return $"{field} must be a text of 1 to {BytesMax(field)} bytes";
            }
        }

        return null;
    }

    /// <summary>The account that the line is about; else why it is refused.</summary>
    private protected EventAccount? AccountOf(JsonElement root, out string? refusal)
    {
        refusal = Missing(root, "advertiser_id", "marketplace_id");
        if (refusal is not null)
        {
            return null;
        }

        var account = accounts.Find(
            Encoding.UTF8.GetBytes(Text(root, "advertiser_id")!),
            Encoding.UTF8.GetBytes(Text(root, "marketplace_id")!)
        );
        refusal = account is null ? EventBatch.UnknownAccount : null;
        return account;
    }

    private protected static int BytesMax(string field) =>
        field == "keyword_text" ? EventParser.TextBytesMax : Cells.CellKey.PartBytesMax;

    private protected static bool IsGood(JsonElement root, string field) =>
        Text(root, field) is { Length: > 0 } text && Encoding.UTF8.GetByteCount(text) <= BytesMax(field);

    private protected static string? Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

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
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Take(bytes, document.RootElement)
                : "not a JSON object";
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
}
