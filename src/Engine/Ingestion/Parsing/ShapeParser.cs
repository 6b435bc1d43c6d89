using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Millrace.Engine.Attribution;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads good lines of a usual form by guessing each next field from what followed the last one in earlier lines. Answers false
/// about everything else, also about lines that are good; never true where <see cref="ExactParser"/> would refuse or read
/// otherwise.
/// </summary>
/// <remarks>
/// It stands before <see cref="ExactParser"/>, which is Utf8JsonReader, and takes a sixth of its time
/// (<c>millrace bench parse</c>). Without the guess at the length of a text it would take a fifth more.
/// </remarks>
internal sealed class ShapeParser(UnknownNames unknown)
{
    private readonly SegmentTable segments = new(unknown);
    private readonly TimeReader times = new();
    private int lines;

    /// <summary>Forgets how regular lines were, but not how they look.</summary>
    public void Begin()
    {
        lines = 0;
        segments.Begin();
    }

    /// <param name="rest">Begins with the line; others may follow it.</param>
    /// <param name="length">Of the line, without its end; not known where the answer is false.</param>
    /// <remarks>
    /// A method by itself, and what it calls takes no place by reference: so all that the walk needs stays in registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryParse(ReadOnlySpan<byte> rest, ref EventLine parsed, out int length)
    {
        length = 0;
        if (rest.Length < Vector256<byte>.Count)
        {
            return false;
        }

        lines++;
        parsed.Begin(rest);
        var (segment, position) = (segments.Start, 0);
        var (seen, twice) = (0UL, 0UL);
        while (true)
        {
            var guess = segment.Likely;
            segment = guess.Matches(rest, position) ? guess : segments.Find(segment, rest, position);
            position += segment.Length;
            twice |= seen & segment.Bit;
            seen |= segment.Bit;
            if (segment.Kind == SegmentKind.Text)
            {
                var text = TextLength(segment, rest, position);
                if ((uint)(text - 1) >= (uint)segment.TextBytesMax)
                {
                    return false;
                }

                parsed.SetText(segment.Field, position, text);
                position += text;
            }
            else if (segment.Kind == SegmentKind.End)
            {
                break;
            }
            else if ((position = TakeOther(segment, rest, position, ref parsed)) < 0)
            {
                return false;
            }
        }

        parsed.SetPresent(seen);
        length = EndOf(rest, position);
        return length >= 0 && twice == 0 && TextBytes.IsText(rest[..position]) && LineRules.Check(in parsed, seen) is null;
    }

    /// <summary>Where the line ends, if nothing but space stands before; else -1.</summary>
    private static int EndOf(ReadOnlySpan<byte> rest, int position)
    {
        while ((uint)position < (uint)rest.Length && rest[position] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            position++;
        }

        return position == rest.Length || rest[position] == (byte)'\n' ? position : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TextLength(Segment segment, ReadOnlySpan<byte> line, int position)
    {
        if (position > line.Length - Vector256<byte>.Count)
        {
            return TextBytes.Before(line, position);
        }

        var found = TextBytes.Before(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(line), (nuint)position));

        // While the guess holds, the place of the next segment does not hang on what this one has in it, and the processor
        // looks at several fields at a time.
        var guess = segment.LastTextBytes;
        return segment.IsSteady && found == guess ? guess : OtherLength(segment, line, position, found);
    }

    /// <summary>The same where the guess was wrong, or none is made.</summary>
    /// <param name="found">How many bytes of the text are in the first vector.</param>
    private int OtherLength(Segment segment, ReadOnlySpan<byte> line, int position, int found)
    {
        if (found == Vector256<byte>.Count)
        {
            return TextBytes.Before(line, position);
        }

        if (segment.IsSteady)
        {
            segment.GuessAgain(found, lines);
        }

        return found;
    }

    /// <summary>Reads a value that is no text which is kept as it stands; answers the place behind it, -1 for one that is not good.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeOther(Segment segment, ReadOnlySpan<byte> line, int position, ref EventLine parsed)
    {
        switch (segment.Kind, segment.Field)
        {
            case (SegmentKind.Word, EventField.Type):
                parsed.Kind = (EventKind)segment.Word;
                return position;
            case (SegmentKind.Word, EventField.AdProduct):
                parsed.Product = (AdProduct)segment.Word;
                return position;
            case (SegmentKind.Word, _):
                parsed.SetWord(segment.Field, segment.Word);
                return position;
            case (SegmentKind.Time, EventField.Time):
                return TakeTime(segment, line, position, ref parsed.Time);
            case (SegmentKind.Time, _):
                return TakeTime(segment, line, position, ref parsed.ConversionTime);
            case (SegmentKind.Number, EventField.Cost):
                return Numbers.TryReadMicros(line, ref position, out parsed.CostMicros) ? position : -1;
            case (SegmentKind.Number, EventField.Count):
                return Numbers.TryReadCount(line, ref position, out parsed.Count) ? position : -1;
            case (SegmentKind.Number, EventField.Units):
                return Numbers.TryReadWhole(line, ref position, out parsed.Units) ? position : -1;
            case (SegmentKind.Number, EventField.Unknown):
                return Numbers.TrySkip(line, ref position) ? position : -1;
            case (SegmentKind.Number, _):
                var isRead = Numbers.TryReadMicros(line, ref position, out var micros);
                parsed.SetMoney(segment.Field, micros);
                return isRead ? position : -1;
            case (SegmentKind.Unknown, _):
                return position + TextBytes.Before(line, position);
            default:
                return segment.Kind != SegmentKind.None ? position : -1;
        }
    }

    private int TakeTime(Segment segment, ReadOnlySpan<byte> line, int position, ref long time)
    {
        var text = TextLength(segment, line, position);
        return times.TryRead(line.Slice(position, text), out time) ? position + text : -1;
    }
}
