using System.Buffers;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads a segment that has not been met: white space where JSON allows it, the name, and what kind of value begins. Answers
/// false for all that the fast path does not know: escapes in names, objects and arrays, words where texts are due.
/// </summary>
internal static class SegmentReader
{
    private static readonly SearchValues<byte> PlainNameBytes = SearchValues.Create([
        .. Enumerable
            .Range(' ', '~' - ' ' + 1)
            .Select(value => (byte)value)
            .Where(value => value is not ((byte)'"' or (byte)'\\')),
    ]);

    /// <param name="before">Kind of the segment whose value ends at the position.</param>
    /// <param name="segment">Takes what is read, but for the bytes of the literal and the followers.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> line,
        int position,
        SegmentKind before,
        Segment segment,
        out ReadOnlySpan<byte> name
    )
    {
        name = default;
        var rest = line[position..];
        if (before.IsText() && !Take(ref rest, (byte)'"'))
        {
            return false;
        }

        SkipSpace(ref rest);
        if (before != SegmentKind.None && Take(ref rest, (byte)'}'))
        {
            (segment.Kind, segment.Field, segment.Bit) = (SegmentKind.End, EventField.Unknown, 0);
        }
        else if (
            !Take(ref rest, before == SegmentKind.None ? (byte)'{' : (byte)',')
            || !TryReadName(ref rest, out name)
            || !TryReadValue(ref rest, EventFields.Of(name), segment)
        )
        {
            return false;
        }

        segment.Length = line.Length - position - rest.Length;
        return true;
    }

    private static bool TryReadName(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name)
    {
        name = default;
        SkipSpace(ref rest);
        if (!Take(ref rest, (byte)'"'))
        {
            return false;
        }

        var end = rest.IndexOfAnyExcept(PlainNameBytes);
        if (end < 0)
        {
            return false;
        }

        name = rest[..end];
        rest = rest[end..];
        if (!Take(ref rest, (byte)'"'))
        {
            return false;
        }

        SkipSpace(ref rest);
        if (!Take(ref rest, (byte)':'))
        {
            return false;
        }

        SkipSpace(ref rest);
        return true;
    }

    private static bool TryReadValue(scoped ref ReadOnlySpan<byte> rest, EventField field, Segment segment)
    {
        segment.Field = field == EventField.TargetId ? EventField.KeywordId : field;
        segment.Bit = EventFields.Bit(segment.Field);
        segment.TextBytesMax = EventFields.BytesMax(field);
        segment.Begin();
        var isNumber = EventFields.IsCount(field) || EventFields.IsMoney(field);
        if (Take(ref rest, (byte)'"'))
        {
            var isClosed = EventFields.IsWord(field);
            segment.Kind =
                isClosed ? SegmentKind.Word
                : field is EventField.Time or EventField.ConversionTime ? SegmentKind.Time
                : field == EventField.Unknown ? SegmentKind.Unknown
                : SegmentKind.Text;
            return !isNumber && (!isClosed || TryReadWord(ref rest, segment));
        }

        var isUnknown = field == EventField.Unknown;
        if (isUnknown && (Take(ref rest, "true"u8) || Take(ref rest, "false"u8) || Take(ref rest, "null"u8)))
        {
            segment.Kind = SegmentKind.Constant;
            return true;
        }

        segment.Kind = SegmentKind.Number;
        return (isNumber || isUnknown) && !rest.IsEmpty && (rest[0] == (byte)'-' || char.IsAsciiDigit((char)rest[0]));
    }

    /// <summary>
    /// Texts of closed sets belong to the literal, so that one comparison reads name and value; with their closing quote, because one
    /// word may begin with another.
    /// </summary>
    private static bool TryReadWord(scoped ref ReadOnlySpan<byte> rest, Segment segment)
    {
        var end = rest.IndexOf((byte)'"');
        if (end < 0 || EventWords.Of(segment.Field, rest[..end]) is var word && word == EventWords.None)
        {
            return false;
        }

        segment.WordBits = EventLine.WordBits(segment.Field, word);
        rest = rest[(end + 1)..];
        return true;
    }

    private static bool Take(scoped ref ReadOnlySpan<byte> rest, byte wanted)
    {
        if (rest.IsEmpty || rest[0] != wanted)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool Take(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> wanted)
    {
        if (!rest.StartsWith(wanted))
        {
            return false;
        }

        rest = rest[wanted.Length..];
        return true;
    }

    private static void SkipSpace(scoped ref ReadOnlySpan<byte> rest) => rest = rest.TrimStart(" \t\r\n"u8);
}
