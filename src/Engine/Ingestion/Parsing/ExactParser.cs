using System.Text.Json;
using System.Text.Unicode;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads every line that JSON allows, by Utf8JsonReader, and words every refusal. The law that <see cref="ShapeParser"/> is
/// held to.
/// </summary>
internal sealed class ExactParser(UnknownNames unknown)
{
    private const int NumberCharactersMax = 28;

    private byte[] scratch = new byte[4096];
    private int scratchUsed;

    /// <summary>Null, or the reason for which the line is refused.</summary>
    public string? Parse(ReadOnlySpan<byte> line, ref EventLine parsed)
    {
        // The reader leaves texts unchecked until they are copied, those of unknown fields for ever.
        if (!Utf8.IsValid(line))
        {
            return Refusals.BrokenText;
        }

        scratchUsed = 0;
        if (scratch.Length < line.Length)
        {
            scratch = new byte[line.Length];
        }

        parsed.Begin(scratch);
        try
        {
            return ReadFields(line, ref parsed, out var seen) ?? LineRules.Check(in parsed, seen);
        }
        catch (JsonException fault)
        {
            return $"not valid JSON at byte {fault.BytePositionInLine}: send one complete JSON object a line, in UTF-8";
        }
        catch (InvalidOperationException)
        {
            return Refusals.BrokenText;
        }
    }

    private string? ReadFields(ReadOnlySpan<byte> line, ref EventLine parsed, out uint seen)
    {
        seen = 0;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "not a JSON object";
        }

        string? fault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name(ref reader);
            var field = EventFields.Of(name);
            if (field == EventField.Unknown)
            {
                unknown.Add(name);
            }
            else if ((seen & EventFields.Bit(field)) != 0)
            {
                fault ??= $"field {EventFields.Name(field)} stands twice";
            }

            seen |= EventFields.Bit(field);
            reader.Read();
            fault ??= ReadValue(field, ref reader, ref parsed);
            reader.Skip();
        }

        // Reads to the end, so that rubbish behind the object is told.
        while (reader.Read()) { }

        seen |= parsed.TargetId.IsEmpty ? 0 : EventFields.Bit(EventField.KeywordId);
        return fault;
    }

    private string? ReadValue(EventField field, scoped ref Utf8JsonReader reader, ref EventLine parsed)
    {
        switch (field)
        {
            case EventField.Unknown:
                return null;
            case EventField.Count:
                return
                    reader.TokenType == JsonTokenType.Number
                    && reader.TryGetInt64(out parsed.Count)
                    && parsed.Count is > 0 and <= Refusals.CountMax
                    ? null
                    : Refusals.Count;
            case EventField.Cost:
                return ReadCost(ref reader, out parsed.CostMicros);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return $"{EventFields.Name(field)} must be a text";
        }

        var text = Text(ref reader);
        if (field == EventField.Time)
        {
            return ReadTime(text, ref reader, out parsed.Time);
        }

        var bytesMax = EventFields.BytesMax(field);
        return text.Length is 0 || text.Length > bytesMax ? Refusals.Length(field) : ReadText(field, text, ref parsed);
    }

    private string? ReadText(EventField field, ReadOnlySpan<byte> text, ref EventLine parsed)
    {
        switch (field)
        {
            case EventField.Type:
                parsed.Kind = EventFields.Kind(text);
                return parsed.Kind != EventKind.None ? null : Refusals.UnknownType;
            case EventField.InvalidatesType:
                parsed.Invalidates = EventFields.Kind(text);
                return parsed.Invalidates is EventKind.Impression or EventKind.Click
                    ? null
                    : "invalidates_type must be impression or click";
            case EventField.AdProduct:
                return text.SequenceEqual("SP"u8) ? null : Refusals.AdProduct;
            case EventField.KeywordId or EventField.TargetId when !parsed.TargetId.IsEmpty:
                return "keyword_id and target_id are one field of the records: send one of them";
            default:
                // The text was copied last.
                parsed.SetText(
                    field == EventField.TargetId ? EventField.KeywordId : field,
                    scratchUsed - text.Length,
                    text.Length
                );
                return null;
        }
    }

    private static string? ReadCost(scoped ref Utf8JsonReader reader, out long micros)
    {
        micros = 0;
        if (
            reader.TokenType != JsonTokenType.Number
            || reader.ValueSpan.Length > NumberCharactersMax
            || !reader.TryGetDecimal(out var cost)
        )
        {
            return $"cost must be a number of at most {NumberCharactersMax} characters";
        }

        if (cost is < 0 or > Refusals.CostMax)
        {
            return Refusals.Cost;
        }

        var scaled = cost * 1_000_000m;
        if (scaled != decimal.Truncate(scaled))
        {
            return "cost must have at most 6 decimals";
        }

        micros = (long)scaled;
        return null;
    }

    private static string? ReadTime(ReadOnlySpan<byte> text, scoped ref Utf8JsonReader reader, out long unixSeconds)
    {
        unixSeconds = 0;

        // The reader takes a time without seconds or offset, too.
        var isWhole = text.Length >= 20 && text[16] == (byte)':' && (text[^1] == (byte)'Z' || text[^6] is (byte)'+' or (byte)'-');
        if (!isWhole || !reader.TryGetDateTimeOffset(out var time))
        {
            return "time must be ISO 8601 with seconds and offset, such as 2026-07-12T13:05:09-03:00";
        }

        unixSeconds = time.ToUnixTimeSeconds();
        return null;
    }

    private ReadOnlySpan<byte> Name(scoped ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Text(ref reader) : reader.ValueSpan;

    /// <summary>A text, copied to the scratch without its escapes.</summary>
    private ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        var free = scratch.AsSpan(scratchUsed);
        var copied = reader.ValueSpan.Length;
        if (reader.ValueIsEscaped)
        {
            copied = reader.CopyString(free);
        }
        else
        {
            reader.ValueSpan.CopyTo(free);
        }

        scratchUsed += copied;
        return free[..copied];
    }
}
