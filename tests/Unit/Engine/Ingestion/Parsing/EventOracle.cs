using System.Text;
using System.Text.Json;
using Millrace.Engine.Ingestion;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>The rules of an event's line once more, slowly, over System.Text.Json's document.</summary>
internal static class EventOracle
{
    private const string BrokenText = "broken escape";
    private static readonly string[] Required =
    [
        "type",
        "time",
        "advertiser_id",
        "marketplace_id",
        "campaign_id",
        "ad_group_id",
        "ad_id",
        "keyword_id",
        "placement",
    ];

    private static readonly HashSet<string> Known =
    [
        .. Required,
        "event_id",
        "ad_product",
        "target_id",
        "keyword_text",
        "match_type",
        "count",
        "cost",
        "currency",
        "invalidates_type",
        "invalidates_event_id",
    ];

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

        fault ??= Missing(answer, names) ?? Together(answer);
        return fault is null ? answer : OracleAnswer.Refuse(fault);
    }

    private static string? ReadValue(string name, JsonElement value, OracleAnswer answer)
    {
        switch (name)
        {
            case "count":
                answer.Count = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : 0;
                return answer.Count is >= 1 and <= 1_000_000_000 ? null : "count must be a whole number";
            case "cost":
                return ReadCost(value, answer);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return $"{name} must be a text";
        }

        var text = value.GetString()!;
        if (name == "time")
        {
            return ReadTime(text, value, answer);
        }

        if (Encoding.UTF8.GetByteCount(text) is var bytes && (bytes == 0 || bytes > (name == "keyword_text" ? 512 : 64)))
        {
            return $"{name} must have 1 to";
        }

        switch (name)
        {
            case "type":
                answer.Kind = Kind(text);
                return answer.Kind == EventKind.None ? "unknown type" : null;
            case "invalidates_type":
                answer.Invalidates = Kind(text);
                return text is "impression" or "click" ? null : "invalidates_type must be impression or click";
            case "ad_product":
                return text == "SP" ? null : "ad_product must be SP";
            default:
                return answer.Texts.TryAdd(name == "target_id" ? "keyword_id" : name, text)
                    ? null
                    : "keyword_id and target_id are one field";
        }
    }

    private static string? ReadCost(JsonElement value, OracleAnswer answer)
    {
        if (value.ValueKind != JsonValueKind.Number || value.GetRawText().Length > 28 || !value.TryGetDecimal(out var cost))
        {
            return "cost must be a number";
        }

        if (cost is < 0 or > 1_000_000_000)
        {
            return "cost must be from 0";
        }

        answer.CostMicros = decimal.ToInt64(decimal.Floor(cost * 1_000_000));
        return cost == answer.CostMicros / 1_000_000m ? null : "at most 6 decimals";
    }

    private static string? ReadTime(string text, JsonElement value, OracleAnswer answer)
    {
        var hasSeconds = text.Length >= 20 && text[16] == ':';
        var hasOffset = hasSeconds && (text.EndsWith('Z') || text[^6] is '+' or '-');
        if (!hasOffset || !value.TryGetDateTimeOffset(out var time))
        {
            return "time must be ISO 8601";
        }

        var whole = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        answer.Time = (whole.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerSecond;
        return null;
    }

    private static string? Missing(OracleAnswer answer, HashSet<string> names) =>
        Required.FirstOrDefault(name => !names.Contains(name) && !answer.Texts.ContainsKey(name)) is { } missing
            ? $"{missing} is missing"
            : null;

    private static string? Together(OracleAnswer answer)
    {
        if (answer.Kind == EventKind.Impression)
        {
            return null;
        }

        if (!answer.Texts.ContainsKey("event_id"))
        {
            return "event_id is missing";
        }

        var takesClick = answer.Kind == EventKind.Invalidation && answer.Invalidates == EventKind.Click;
        return answer.Kind == EventKind.Invalidation && answer.Invalidates == EventKind.None ? "invalidates_type is missing"
            : takesClick && !answer.Texts.ContainsKey("invalidates_event_id") ? "invalidates_event_id is missing"
            : (takesClick || answer.Kind == EventKind.Click) && answer.Count != 1 ? "a click counts once"
            : null;
    }

    private static EventKind Kind(string text) =>
        text switch
        {
            "impression" => EventKind.Impression,
            "click" => EventKind.Click,
            "invalidation" => EventKind.Invalidation,
            _ => EventKind.None,
        };

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
