using System.Text;
using System.Text.Json;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>The rules of an event's line once more, slowly, over System.Text.Json's document.</summary>
internal static class EventOracle
{
    private const string BrokenText = "broken escape";
    private static readonly HashSet<string> Known = [.. EventTables.Fields];
    private static readonly HashSet<string> Money = [.. EventTables.Money];

    public static OracleAnswer Read(ReadOnlyMemory<byte> line)
    {
        if (!IsUtf8(line.Span))
        {
            return OracleAnswer.Refuse("not valid UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? ReadObject(document.RootElement)
                : OracleAnswer.Refuse("not a JSON object");
        }
        catch (JsonException)
        {
            // What is told is what is met first from the left, which a document does not know.
            return OracleAnswer.Refuse("not valid JSON", "not a JSON object", BrokenText);
        }
        catch (InvalidOperationException)
        {
            return OracleAnswer.Refuse(BrokenText);
        }
    }

    private static OracleAnswer ReadObject(JsonElement root)
    {
        var answer = new OracleAnswer();
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? fault = null;
        foreach (var property in root.EnumerateObject())
        {
            var name = property.Name;
            if (!Known.Contains(name))
            {
                answer.UnknownFields.Add(name);
                continue;
            }

            fault ??= names.Add(name) ? ReadValue(name, property.Value, answer) : $"field {name} stands twice";
        }

        // Which of several is told is left open.
        string[] faults = fault is null ? [.. OracleRules.Faults(answer)] : [fault];
        return faults.Length == 0 ? answer : OracleAnswer.Refuse(faults);
    }

    private static string? ReadValue(string name, JsonElement value, OracleAnswer answer)
    {
        if (name is "count" or "units")
        {
            var least = name == "count" ? 1 : 0;
            var number = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : -1;
            answer.Numbers[name] = number;
            return number >= least && number <= 1_000_000_000
                ? null
                : $"{name} must be a whole number from {least} to 1000000000";
        }

        if (Money.Contains(name))
        {
            return ReadMoney(name, value, answer);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return $"{name} must be a text";
        }

        var text = value.GetString()!;
        if (name is "time" or "conversion_time")
        {
            return ReadTime(name, text, value, answer);
        }

        var bytesMax = name == "keyword_text" ? 512 : 64;
        if (Encoding.UTF8.GetByteCount(text) is var bytes && (bytes == 0 || bytes > bytesMax))
        {
            return $"{name} must have 1 to {bytesMax} bytes";
        }

        if (EventTables.WordsOf.TryGetValue(name, out var words))
        {
            answer.Words[name] = text;
            return words.Contains(text) ? null : WrongWord(name, words);
        }

        return answer.Texts.TryAdd(name == "target_id" ? "keyword_id" : name, text)
            ? null
            : "keyword_id and target_id are one field";
    }

    private static string WrongWord(string name, string[] words) =>
        name switch
        {
            "type" => "unknown type",
            "invalidates_type" => "invalidates_type must be the type of an event that can be taken back",
            "conversion_type" => "conversion_type must be the type of a deed",
            _ => $"{name} must be one of {string.Join(", ", words)}",
        };

    private static string? ReadMoney(string name, JsonElement value, OracleAnswer answer)
    {
        if (value.ValueKind != JsonValueKind.Number || value.GetRawText().Length > 28 || !value.TryGetDecimal(out var amount))
        {
            return $"{name} must be a number";
        }

        if (amount is < 0 or > 1_000_000_000)
        {
            return $"{name} must be from 0";
        }

        var micros = decimal.ToInt64(decimal.Floor(amount * 1_000_000));
        answer.Numbers[name] = micros;
        return amount == micros / 1_000_000m ? null : $"{name} must have at most 6 decimals";
    }

    private static string? ReadTime(string name, string text, JsonElement value, OracleAnswer answer)
    {
        var hasSeconds = text.Length >= 20 && text[16] == ':';
        var hasOffset = hasSeconds && (text.EndsWith('Z') || text[^6] is '+' or '-');
        if (!hasOffset || !value.TryGetDateTimeOffset(out var time))
        {
            return $"{name} must be ISO 8601";
        }

        var whole = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        answer.Numbers[name] = (whole.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerSecond;
        return null;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (bytes[0] < 0x80)
            {
                bytes = bytes[1..];
                continue;
            }

            if (Rune.DecodeFromUtf8(bytes, out _, out var read) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            bytes = bytes[read..];
        }

        return true;
    }
}
