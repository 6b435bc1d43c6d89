using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads good lines of a usual form by guessing each next field from what followed the last one in earlier lines. Answers no
/// length for everything else, also for lines that are good; never one where <see cref="ExactParser"/> would refuse or read
/// otherwise.
/// </summary>
/// <remarks>
/// It stands before <see cref="ExactParser"/>, which is Utf8JsonReader, and takes an eighth of its time
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

    /// <summary>The length of a good line, without its end; -1 for all else.</summary>
    /// <param name="rest">Begins with the line; others may follow it.</param>
    public int Parse(ReadOnlySpan<byte> rest, ref EventLine parsed)
    {
        if (rest.Length < Vector256<byte>.Count)
        {
            return -1;
        }

        lines++;
        parsed.Begin(rest);
        var walk = new Walk(segments.Start);
        while (true)
        {
            if (!walk.GoOn(rest, ref parsed))
            {
                walk.Step(segments.Find(walk.Segment, rest, walk.Position));
            }

            if (walk.Segment.Kind == SegmentKind.End)
            {
                break;
            }

            // Every line has a time: it does not wait for where the jump by the kind of value leads.
            walk.Position =
                walk.Segment.Kind == SegmentKind.Time
                    ? TakeTime(walk.Segment, rest, walk.Position, ref parsed)
                    : Take(walk.Segment, rest, walk.Position, ref parsed);
            if (walk.Position < 0)
            {
                return -1;
            }
        }

        parsed.SetPresent(walk.Seen);
        var length = EndOf(rest, walk.Position);
        return walk.Twice == 0 && TextBytes.IsText(rest[..walk.Position]) && LineRules.Check(in parsed, walk.Seen) is null
            ? length
            : -1;
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

    /// <summary>Reads the value behind a segment, but for a time; answers the place behind it, -1 for one that is not good.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Take(Segment segment, ReadOnlySpan<byte> line, int position, ref EventLine parsed)
    {
        switch (segment.Kind, segment.Field)
        {
            case (SegmentKind.Text, _):
                var text = TextLength(segment, line, position);
                parsed.SetText(segment.Field, position, text);
                return (uint)(text - 1) < (uint)segment.TextBytesMax ? position + text : -1;
            case (SegmentKind.Word, _):
                parsed.AddWord(segment.WordBits);
                return position;
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

    private int TakeTime(Segment segment, ReadOnlySpan<byte> line, int position, ref EventLine parsed)
    {
        var text = TextLength(segment, line, position);
        ref var time = ref segment.Field == EventField.Time ? ref parsed.Time : ref parsed.ConversionTime;
        return times.TryRead(line.Slice(position, text), out time) ? position + text : -1;
    }

    private int TextLength(Segment segment, ReadOnlySpan<byte> line, int position)
    {
        var guess = segment.LikelyTextBytes;
        if (
            position <= line.Length - Vector256<byte>.Count
            && TextBytes.Before(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(line), (nuint)position)) == guess
        )
        {
            return guess;
        }

        var found = TextBytes.Before(line, position);
        if (segment.IsSteady && found > 0 && found < Vector256<byte>.Count)
        {
            segment.GuessAgain(found, lines);
        }

        return found;
    }
}
