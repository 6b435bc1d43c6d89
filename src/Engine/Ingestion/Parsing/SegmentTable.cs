using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>The segments met so far, at most a few dozen, and which has followed which.</summary>
internal sealed class SegmentTable(UnknownNames unknown)
{
    /// <summary>The segment before the first; in a list of successors it stands for none.</summary>
    public const int Start = 0;

    private const int SegmentsMax = 64;

    /// <summary>Holds a segment that is not kept, until the next one.</summary>
    private const int Unkept = SegmentsMax;

    private readonly Segment[] segments = MakeSegments();
    private int count = 1;

    public ref readonly Segment this[int number] => ref segments[number];

    /// <summary>The segment that stands at a place in the line; <see cref="Start"/> where it is none that the fast path knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int before, ReadOnlySpan<byte> line, int position)
    {
        int guess = segments[before].Next[0];
        return segments[guess].Matches(line, position) ? guess : Other(before, line, position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Other(int before, ReadOnlySpan<byte> line, int position)
    {
        foreach (var guess in segments[before].Next)
        {
            if (guess != Start && segments[guess].Matches(line, position))
            {
                return guess;
            }
        }

        return Learn(before, line, position);
    }

    private int Learn(int before, ReadOnlySpan<byte> line, int position)
    {
        // Names are told only from lines of which every byte may be a text.
        var segment = default(Segment);
        if (!Utf8.IsValid(line) || !SegmentReader.TryRead(line, position, segments[before].Kind, ref segment, out var name))
        {
            return Start;
        }

        if (segment.Field == EventField.Unknown && segment.Kind != SegmentKind.End)
        {
            unknown.Add(name);
        }

        var number = Keep(line.Slice(position, segment.Length), ref segment);
        if (number != Unkept && before != Unkept)
        {
            Follow(ref segments[before].Next, (byte)number);
        }

        return number;
    }

    private int Keep(ReadOnlySpan<byte> literal, ref Segment segment)
    {
        if (literal.Length > Segment.LiteralBytesMax)
        {
            segments[Unkept] = segment;
            return Unkept;
        }

        Span<byte> padded = stackalloc byte[Segment.LiteralBytesMax];
        padded.Clear();
        literal.CopyTo(padded);
        segment.Literal = Vector256.Create<byte>(padded);
        segment.Mask = uint.MaxValue >> (Segment.LiteralBytesMax - literal.Length);
        for (var number = 1; number < count; number++)
        {
            if (segments[number].Length == segment.Length && segments[number].Literal == segment.Literal)
            {
                return number;
            }
        }

        var place = count < SegmentsMax ? count++ : Unkept;
        segments[place] = segment;
        return place;
    }

    private static Segment[] MakeSegments()
    {
        // Standing for none, it matches nothing: no line that is UTF-8 holds its bytes.
        var made = new Segment[SegmentsMax + 1];
        made[Start].Literal = Vector256<byte>.AllBitsSet;
        made[Start].Mask = uint.MaxValue;
        made[Start].Length = Segment.LiteralBytesMax;
        return made;
    }

    private static void Follow(ref Segment.Successors next, byte number)
    {
        Span<byte> places = next;
        var free = places.IndexOf((byte)Start);
        if (free >= 0)
        {
            places[free] = number;
        }
    }
}
