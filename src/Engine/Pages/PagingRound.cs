using Millrace.Engine.Journal;

namespace Millrace.Engine.Pages;

/// <summary>
/// One writing-out of all that has changed, a few pages with each commit. When the last is written, the head that was made at the
/// beginning goes with it, and the journal up to there is not needed any more.
/// </summary>
internal sealed class PagingRound(PartitionState state)
{
    private readonly ReadOnlyMemory<byte> head = HeadPage.Write(state);
    private readonly Queue<PageId> left = new(PartitionPages.Changed(state));
    private readonly IReadOnlyList<PageRange> dropped = [.. state.Droppable];

    private readonly ByteWriter writer = new();

    /// <summary>The last entry that nobody needs when the round is over.</summary>
    public long Through { get; } = state.Sequence;

    /// <summary>Adds pages to what is being committed; true when it was the last of them.</summary>
    public bool Step(Effects effects, int bytesMax)
    {
        var bytes = 0;
        while (bytes < bytesMax && left.TryDequeue(out var page))
        {
            writer.Clear();
            if (PartitionPages.TryWrite(page, state, effects.Sequence, writer))
            {
                effects.Pages.Add(new(page, writer.Written.ToArray()));
                bytes += writer.Length;
            }
        }

        if (left.Count > 0)
        {
            return false;
        }

        effects.Pages.Add(new(PageId.Head, head));
        effects.Dropped.AddRange(dropped.Where(state.TryDrop));
        effects.PagedThrough = Through;
        return true;
    }
}
