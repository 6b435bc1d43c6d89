namespace Millrace.Runtime.Ports;

/// <summary>The ledger's side of retention: which blocks are old, and their end.</summary>
public interface IRetainedBlocks
{
    /// <summary>The blocks that were published before a time, the oldest first, those of one second by their numbers.</summary>
    ValueTask<IReadOnlyList<BlockPlace>> ReadBlocksBeforeAsync(DateTimeOffset published, int max, CancellationToken cancel);

    /// <summary>Drops the blocks of each stream up to and with one that has a time, in one write, and remembers that.</summary>
    ValueTask DropBlocksAsync(IReadOnlyList<BlockPlace> newest, CancellationToken cancel);

    /// <summary>The first block of a stream from a publication on; null where there is none.</summary>
    ValueTask<BlockPlace?> FirstBlockAsync(StreamId stream, long publication, CancellationToken cancel);
}

/// <summary>A block without what is in it.</summary>
/// <param name="Published">Platform time; null where the ledger did not remember it yet.</param>
public sealed record BlockPlace(StreamId Stream, long Publication, int Rows, DateTimeOffset? Published);
