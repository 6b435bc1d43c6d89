using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>The segments met so far, at most a few hundred, and which has followed which.</summary>
internal sealed class SegmentTable(UnknownNames unknown)
{
    private const int SegmentsMax = 256;
    private readonly List<Segment> kept = [];

    /// <summary>The one that is read into; stays here when it is not kept.</summary>
    private Segment spare = new();

    /// <summary>Before the first segment of a line.</summary>
    public Segment Start { get; } = new();

    /// <summary>Begins with all guesses anew.</summary>
    public void Begin() => kept.ForEach(segment => segment.Begin());

    /// <summary>
    /// The segment that stands at a place in the line; <see cref="Segment.None"/> for what the fast path does not know.
    /// </summary>
    /// <param name="rest">Begins with the line; others may follow it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Segment Find(Segment before, ReadOnlySpan<byte> rest, int position) =>
        before.Follower(rest, position) ?? Learn(before, Lines.First(rest), position);

    private Segment Learn(Segment before, ReadOnlySpan<byte> line, int position)
    {
        var isUnkept = before == spare;

        // Names are told only from lines of which every byte may be a text, and a text that is not closed has led out of the line.
        if (
            position > line.Length
            || !Utf8.IsValid(line)
            || !SegmentReader.TryRead(line, position, before.Kind, spare, out var name)
        )
        {
            return Segment.None;
        }

        if (spare is { Field: EventField.Unknown, Kind: not SegmentKind.End })
        {
            unknown.Add(name);
        }

        var found = Keep(line.Slice(position, spare.Length));
        if (!isUnkept && found != spare)
        {
            before.Follow(found);
        }

        return found;
    }

    private Segment Keep(ReadOnlySpan<byte> literal)
    {
        if (!spare.TryRemember(literal))
        {
            return spare;
        }

        var known = kept.Find(spare.HasLiteralOf);
        if (known is not null || kept.Count == SegmentsMax)
        {
            return known ?? spare;
        }

        var found = spare;
        kept.Add(found);
        spare = new();
        return found;
    }
}
