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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Segment Find(Segment before, ReadOnlySpan<byte> line, int position) =>
        before.Follower(line, position) ?? Learn(before, line, position);

    private Segment Learn(Segment before, ReadOnlySpan<byte> line, int position)
    {
        var isUnkept = before == spare;

        // Names are told only from lines of which every byte may be a text.
        if (!Utf8.IsValid(line) || !SegmentReader.TryRead(line, position, before.Kind, spare, out var name))
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
