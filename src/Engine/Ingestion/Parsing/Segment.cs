using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// A piece of a line: the bytes from the end of the value before it to the value that it leads to, such as <c>","time":"</c>,
/// and the segments that have followed it.
/// </summary>
internal sealed class Segment
{
    /// <summary>Stands for a segment that is not known. It matches nothing: no line in UTF-8 holds its bytes.</summary>
    public static readonly Segment None = new()
    {
        Length = Vector256<byte>.Count,
        literal = Vector256<byte>.AllBitsSet,
        mask = uint.MaxValue,
    };

    private const int FollowersMax = 16;

    // A wrong guess throws away about as much work as waiting in so many lines.
    private const int WrongGuessCost = 8;
    private const int LinesMin = 64;

    private readonly List<Segment> followers = [];
    private Vector256<byte> literal;
    private uint mask;
    private int wrongGuesses;

    public Segment() => Likely = None ?? this;

    public SegmentKind Kind { get; set; }

    public EventField Field { get; set; }

    /// <summary>The bit of <see cref="Field"/>; a target_id has that of keyword_id, because only one of them may stand.</summary>
    public ulong Bit { get; set; }

    /// <summary>Of a <see cref="SegmentKind.Word"/>: the word, as <see cref="EventLine.WordBits"/> has it.</summary>
    public ulong WordBits { get; set; }

    /// <summary>Bytes of the literal.</summary>
    public int Length { get; set; }

    /// <summary>The most bytes of a text behind it.</summary>
    public int TextBytesMax { get; set; }

    /// <summary>A guess at the bytes of the next text behind it: those of the last, from one to less than a vector; -1 while none is made.</summary>
    public int LikelyTextBytes { get; private set; } = -1;

    /// <summary>False when so many guesses were wrong that it is quicker to wait for each length than to guess it.</summary>
    public bool IsSteady { get; private set; } = true;

    /// <summary>The segment that followed first.</summary>
    public Segment Likely { get; private set; }

    /// <summary>Begins with guesses anew.</summary>
    public void Begin() => (LikelyTextBytes, IsSteady, wrongGuesses) = (-1, true, 0);

    /// <summary>Notes that the guess was wrong.</summary>
    /// <param name="lines">Lines since <see cref="Begin"/>.</param>
    public void GuessAgain(int textBytes, int lines)
    {
        IsSteady = ++wrongGuesses * WrongGuessCost <= lines + LinesMin;
        LikelyTextBytes = IsSteady ? textBytes : -1;
    }

    /// <summary>False for a literal that is too long to be compared in one step.</summary>
    public bool TryRemember(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Vector256<byte>.Count)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[Vector256<byte>.Count];
        padded.Clear();
        bytes.CopyTo(padded);
        (literal, mask) = (Vector256.Create<byte>(padded), uint.MaxValue >> (Vector256<byte>.Count - bytes.Length));
        return true;
    }

    public bool HasLiteralOf(Segment other) => Length == other.Length && literal == other.literal;

    /// <summary>Remembers a follower, if it is one of the first few: later ones are found anew in every line.</summary>
    public void Follow(Segment next)
    {
        if (followers.Count < FollowersMax)
        {
            followers.Add(next);
            Likely = followers[0];
        }
    }

    /// <summary>The follower that stands at a place of the line, null if none does.</summary>
    public Segment? Follower(ReadOnlySpan<byte> line, int position)
    {
        foreach (var follower in followers)
        {
            if (follower.Matches(line, position))
            {
                return follower;
            }
        }

        return null;
    }

    /// <summary>True when the line has the literal at a place. Reads nothing behind the line.</summary>
    private bool Matches(ReadOnlySpan<byte> line, int position)
    {
        return position <= line.Length - Vector256<byte>.Count
            ? Is(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(line), (nuint)position))
            : line[position..].StartsWith(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in literal))[..Length]);
    }

    /// <summary>True when the bytes begin with the literal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(Vector256<byte> bytes) => (~Vector256.Equals(bytes, literal).ExtractMostSignificantBits() & mask) == 0;
}
