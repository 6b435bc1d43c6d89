using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// A piece of a line: the bytes from the end of the value before it to the value that it leads to, such as <c>","time":"</c>,
/// and the segments that have followed it.
/// </summary>
internal struct Segment
{
    /// <summary>The longest literal that is compared, in one step; a longer one is read anew in every line.</summary>
    public const int LiteralBytesMax = 32;

    /// <summary>The literal with zeros behind it.</summary>
    public Vector256<byte> Literal;

    /// <summary>The low bits that stand for bytes of the literal.</summary>
    public uint Mask;

    /// <summary>Bytes of the literal.</summary>
    public int Length;

    /// <summary>The bit of <see cref="Field"/>; a target_id has that of keyword_id, because only one of them may stand.</summary>
    public uint Bit;

    public EventField Field;
    public SegmentKind Kind;

    /// <summary>Of a segment that is a <see cref="SegmentKind.Word"/>: the kind of event, where the field names one.</summary>
    public EventKind Word;

    /// <summary>Numbers of the segments that have followed, the first seen first; zero stands for none.</summary>
    public Successors Next;

    /// <summary>True when the line has the literal at a place. Reads nothing behind the line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Matches(ReadOnlySpan<byte> line, int position)
    {
        if (position <= line.Length - Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(line), (nuint)position);
            return (~Vector256.Equals(bytes, Literal).ExtractMostSignificantBits() & Mask) == 0;
        }

        return MatchesTail(line, position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool MatchesTail(ReadOnlySpan<byte> line, int position) =>
        line[position..].StartsWith(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in Literal))[..Length]);

    /// <summary>A fixed row of numbers.</summary>
    [InlineArray(Count)]
    public struct Successors
    {
        public const int Count = 4;
        private byte first;
    }
}

/// <summary>What stands behind the literal of a segment.</summary>
internal enum SegmentKind : byte
{
    /// <summary>The beginning of every line, and the mark for "none".</summary>
    None,

    /// <summary>A text; its opening quote belongs to the literal, its closing one to the next.</summary>
    Text,

    Number,

    /// <summary>Nothing: the literal holds a text of a closed set, such as that of "type", without its closing quote.</summary>
    Word,

    /// <summary>Nothing: the literal holds true, false or null, of an unknown field.</summary>
    Constant,

    /// <summary>The end of the line but for white space.</summary>
    End,
}
