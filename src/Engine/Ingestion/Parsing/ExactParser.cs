using System.Text.Json;
using System.Text.Unicode;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads every line that JSON allows, by Utf8JsonReader, and words every refusal. The law that <see cref="ShapeParser"/> is
/// held to.
/// </summary>
internal sealed class ExactParser(UnknownNames unknown)
{
    private static readonly ulong Targets = EventFields.Bits(EventField.KeywordId, EventField.TargetId);

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

    private string? ReadFields(ReadOnlySpan<byte> line, ref EventLine parsed, out ulong seen)
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
            fault ??= (seen & Targets) == Targets ? Refusals.TwoTargets : null;
            reader.Skip();
        }

        // Reads to the end, so that rubbish behind the object is told.
        while (reader.Read()) { }

        seen |= (seen & EventFields.Bit(EventField.TargetId)) != 0 ? EventFields.Bit(EventField.KeywordId) : 0;
        parsed.SetPresent(seen);
        return fault;
    }

    private string? ReadValue(EventField field, scoped ref Utf8JsonReader reader, ref EventLine parsed)
    {
        switch (field)
        {
            case EventField.Unknown:
                return null;
            case EventField.Count:
                return TryReadWhole(ref reader, 1, out parsed.Count) ? null : Refusals.Count;
            case EventField.Units:
                return TryReadWhole(ref reader, 0, out parsed.Units) ? null : Refusals.Units;
        }

        if (EventFields.IsMoney(field))
        {
            var fault = ReadMoney(field, ref reader, out var micros);
            parsed.SetMoney(field, micros);
            return fault;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return $"{EventFields.Name(field)} must be a text";
        }

        var text = Text(ref reader);
        switch (field)
        {
            case EventField.Time:
                return TryReadTime(text, ref reader, out parsed.Time) ? null : Refusals.Time(field);
            case EventField.ConversionTime:
                return TryReadTime(text, ref reader, out parsed.ConversionTime) ? null : Refusals.Time(field);
        }

        var bytesMax = EventFields.BytesMax(field);
        return text.Length is 0 || text.Length > bytesMax ? Refusals.Length(field) : ReadText(field, text, ref parsed);
    }

    private string? ReadText(EventField field, ReadOnlySpan<byte> text, ref EventLine parsed)
    {
        if (EventFields.IsWord(field))
        {
            var word = EventWords.Of(field, text);
            if (word == EventWords.None)
            {
                return EventWords.Refusal(field);
            }

            parsed.AddWord(EventLine.WordBits(field, word));
            return null;
        }

        // The text was copied last.
        parsed.SetText(field == EventField.TargetId ? EventField.KeywordId : field, scratchUsed - text.Length, text.Length);
        return null;
    }

    private static bool TryReadWhole(scoped ref Utf8JsonReader reader, long least, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number
            && reader.TryGetInt64(out value)
            && value >= least
            && value <= Refusals.CountMax;
    }

    private static string? ReadMoney(EventField field, scoped ref Utf8JsonReader reader, out long micros)
    {
        micros = 0;
        if (
            reader.TokenType != JsonTokenType.Number
            || reader.ValueSpan.Length > Refusals.NumberCharactersMax
            || !reader.TryGetDecimal(out var amount)
        )
        {
            return Refusals.NoMoney(field);
        }

        if (amount is < 0 or > Refusals.MoneyMax)
        {
            return Refusals.Money(field);
        }

        var scaled = amount * 1_000_000m;
        if (scaled != decimal.Truncate(scaled))
        {
            return Refusals.Decimals(field);
        }

        micros = (long)scaled;
        return null;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, scoped ref Utf8JsonReader reader, out long unixSeconds)
    {
        unixSeconds = 0;

        // The reader takes a time without seconds or offset, too.
        var isWhole = text.Length >= 20 && text[16] == (byte)':' && (text[^1] == (byte)'Z' || text[^6] is (byte)'+' or (byte)'-');
        if (!isWhole || !reader.TryGetDateTimeOffset(out var time))
        {
            return false;
        }

        unixSeconds = time.ToUnixTimeSeconds();
        return true;
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
