using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads good lines of a usual form by guessing each next field from what followed the last one in earlier lines. Answers false
/// about everything else, also about lines that are good; never true where <see cref="ExactParser"/> would refuse or read
/// otherwise.
/// </summary>
internal sealed class ShapeParser(UnknownNames unknown)
{
    private readonly SegmentTable segments = new(unknown);
    private readonly TimeReader times = new();

    public bool TryParse(ReadOnlySpan<byte> line, ref EventLine parsed)
    {
        if (line.Length < Vector256<byte>.Count)
        {
            return false;
        }

        parsed = default;
        parsed.Count = 1;
        var (at, position) = (SegmentTable.Start, 0);
        var (seen, twice) = (0u, 0u);
        var all = Vector256<byte>.Zero;
        while (true)
        {
            at = segments.Next(at, line, position);
            ref readonly var segment = ref segments[at];
            position += segment.Length;
            twice |= seen & segment.Bit;
            seen |= segment.Bit;
            if (segment.Kind == SegmentKind.Text)
            {
                var end = EndOfText(line, position, ref all);
                if (!TakeText(segment.Field, line[position..end], ref parsed))
                {
                    return false;
                }

                position = end;
            }
            else if (segment.Kind == SegmentKind.End)
            {
                break;
            }
            else if (!TakeOther(in segment, line, ref position, ref parsed))
            {
                return false;
            }
        }

        // Literals and numbers are ASCII; of texts all bytes are in here.
        return twice == 0
            && (all.ExtractMostSignificantBits() == 0 || Utf8.IsValid(line))
            && line[position..].IndexOfAnyExcept(" \t\r\n"u8) < 0
            && LineRules.Check(in parsed, seen) is null;
    }

    /// <summary>The place of the first byte that cannot be inside a text without escapes; the end of the line if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfText(ReadOnlySpan<byte> line, int position, ref Vector256<byte> all)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        while (position <= line.Length - Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref start, (nuint)position);
            all |= bytes;
            var stops = Stops(bytes);
            if (stops != 0)
            {
                return position + BitOperations.TrailingZeroCount(stops);
            }

            position += Vector256<byte>.Count;
        }

        if (position == line.Length)
        {
            return position;
        }

        // The last vector of the line overlaps what is behind: nothing is read outside it.
        var last = line.Length - Vector256<byte>.Count;
        var tail = Vector256.LoadUnsafe(ref start, (nuint)last);
        all |= tail;
        var rest = Stops(tail) >> (position - last);
        return rest == 0 ? line.Length : position + BitOperations.TrailingZeroCount(rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Stops(Vector256<byte> bytes) =>
        (
            Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes, Vector256.Create((byte)' '))
        ).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeText(EventField field, ReadOnlySpan<byte> text, ref EventLine parsed)
    {
        if (field == EventField.Unknown)
        {
            return true;
        }

        if (field == EventField.Time)
        {
            return times.TryRead(text, out parsed.Time);
        }

        if ((uint)(text.Length - 1) >= (uint)EventFields.BytesMax(field))
        {
            return false;
        }

        parsed.SetText(field, text);
        return true;
    }

    private static bool TakeOther(in Segment segment, ReadOnlySpan<byte> line, ref int position, ref EventLine parsed)
    {
        switch (segment.Kind, segment.Field)
        {
            case (SegmentKind.Word, EventField.Type):
                parsed.Kind = segment.Word;
                return true;
            case (SegmentKind.Word, EventField.InvalidatesType):
                parsed.Invalidates = segment.Word;
                return true;
            case (SegmentKind.Word or SegmentKind.Constant, _):
                return true;
            case (SegmentKind.Number, EventField.Count):
                return Numbers.TryReadCount(line, ref position, out parsed.Count);
            case (SegmentKind.Number, EventField.Cost):
                return Numbers.TryReadMicros(line, ref position, out parsed.CostMicros);
            case (SegmentKind.Number, _):
                return Numbers.TrySkip(line, ref position);
            default:
                return false;
        }
    }
}
