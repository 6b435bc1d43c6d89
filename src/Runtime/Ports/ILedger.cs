namespace Millrace.Runtime.Ports;

/// <summary>
/// The durable side of all partitions: journal, snapshots, cold windows and delta blocks. Every write is a
/// compare-and-append under the epoch that <see cref="TakeAsync"/> gave, so that two processes that both believe they own
/// a partition cannot both commit.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Opens or creates the store; refuses one that was made with another number of partitions or by a newer version.</summary>
    ValueTask<LedgerIdentity> OpenAsync(int partitionCount, CancellationToken cancel);

    /// <summary>Makes the caller the partition's only writer: all earlier epochs can no longer commit.</summary>
    ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel);

    /// <summary>Journal entries after a sequence number, in order.</summary>
    IAsyncEnumerable<JournalEntry> ReadJournalAsync(int partition, long afterSequence, CancellationToken cancel);

    /// <summary>
    /// One durable write for many partitions. The verdicts stand in the order of the commits; when the call returns, what
    /// is <see cref="CommitVerdict.Committed"/> survives power loss. At most one commit per partition in a call.
    /// </summary>
    ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<PartitionCommit> commits, CancellationToken cancel);

    /// <summary>The block of a cold window, or null where there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadWindowAsync(int partition, long windowStart, CancellationToken cancel);

    /// <summary>Delta blocks of a stream with a publication number above the given one, in order, at most <paramref name="blocksMax"/>.</summary>
    ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    );

    /// <summary>The newest publication number of a stream, 0 where nothing was published.</summary>
    ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel);
}

/// <param name="Incarnation">Random bytes drawn when the ledger was made (or restored): part of every idempotency id.</param>
public sealed record LedgerIdentity(Guid Incarnation, int PartitionCount, int FormatVersion);

/// <param name="Epoch">To be given with every commit.</param>
/// <param name="Sequence">Number of the last journal entry, 0 where there is none.</param>
/// <param name="Snapshot">State after the entry <paramref name="SnapshotSequence"/>, or null.</param>
public sealed record PartitionOpening(long Epoch, long Sequence, ReadOnlyMemory<byte>? Snapshot, long SnapshotSequence);

public readonly record struct JournalEntry(long Sequence, ReadOnlyMemory<byte> Data);

/// <summary>One account's stream of one dataset.</summary>
/// <param name="Account">The account key of the registry.</param>
public readonly record struct StreamId(int Account, string Dataset);

/// <param name="Publication">The partition's publication number: grows along the stream, with gaps.</param>
/// <param name="Rows">How many records the block renders to.</param>
public sealed record DeltaBlock(StreamId Stream, long Publication, int Rows, ReadOnlyMemory<byte> Data);

/// <param name="WindowStart">Unix seconds of the UTC instant at which the window begins.</param>
public readonly record struct WindowBlock(long WindowStart, ReadOnlyMemory<byte> Data);

/// <summary>What one partition writes in one go.</summary>
/// <param name="Sequence">Number of the new entry: the last one's plus one, or the commit is refused.</param>
/// <param name="Snapshot">When given: the state after this entry; older journal entries are then dropped.</param>
public sealed record PartitionCommit(
    int Partition,
    long Epoch,
    long Sequence,
    ReadOnlyMemory<byte> Entry,
    IReadOnlyList<DeltaBlock> Blocks,
    IReadOnlyList<WindowBlock> Windows,
    ReadOnlyMemory<byte>? Snapshot
);

public enum CommitVerdict
{
    Committed,

    /// <summary>Another writer took the partition, or the sequence does not follow: nothing of this commit was written.</summary>
    Fenced,
}
