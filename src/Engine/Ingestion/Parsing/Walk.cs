using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>How far a line is read, segment by segment.</summary>
/// <param name="start">Stands before the first segment.</param>
internal ref struct Walk(Segment start)
{
    /// <summary>The last segment that was met.</summary>
    public Segment Segment = start;

    /// <summary>Behind it; behind its value when that was taken.</summary>
    public int Position;

    /// <summary>Bits of the fields that were met.</summary>
    public ulong Seen;

    /// <summary>Bits of those that were met more than once.</summary>
    public ulong Twice;

    /// <summary>Goes behind the next segment; its value is still to be taken.</summary>
    public void Step(Segment next)
    {
        Segment = next;
        Position += next.Length;
        Twice |= Seen & next.Bit;
        Seen |= next.Bit;
    }

    /// <summary>
    /// Goes on over words and texts as long as all is as in earlier lines. Answers true when it has met a segment whose value is still to be
    /// taken; else the next segment is not the likely one.
    /// </summary>
    /// <remarks>
    /// Most of a line is read here. It calls nothing, so that what it needs stays in registers: half the instructions of a loop that does.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool GoOn(ReadOnlySpan<byte> line, ref EventLine parsed)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        var walk = this;
        var isMet = false;

        // A segment and the first vector of the text behind it lie in the line, or in those that follow it.
        var last = line.Length - (2 * Vector256<byte>.Count);
        while (walk.Position <= last)
        {
            var next = walk.Segment.Likely;
            if (!next.Is(Vector256.LoadUnsafe(ref start, (nuint)walk.Position)))
            {
                break;
            }

            walk.Step(next);
            if (next.Kind == SegmentKind.Text)
            {
                // While the guess holds, the place of the next segment does not hang on what this one has in it, and the processor
                // looks at several fields at a time.
                var found = TextBytes.Before(Vector256.LoadUnsafe(ref start, (nuint)walk.Position));
                var text = next.LikelyTextBytes;
                if (found != text)
                {
                    // Any text may have as many bytes as lie within one vector, but none may be empty.
                    if (next.IsSteady || (uint)(found - 1) >= (uint)Vector256<byte>.Count - 1)
                    {
                        isMet = true;
                        break;
                    }

                    text = found;
                }

                parsed.SetText(next.Field, walk.Position, text);
                walk.Position += text;
            }
            else if (next.Kind == SegmentKind.Word)
            {
                parsed.AddWord(next.WordBits);
            }
            else
            {
                isMet = true;
                break;
            }
        }

        this = walk;
        return isMet;
    }
}
