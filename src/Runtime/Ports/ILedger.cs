namespace Millrace.Runtime.Ports;

/// <summary>
/// The durable side of all partitions: journal, pages and delta blocks. Every write is a
/// compare-and-append under the epoch that <see cref="TakeAsync"/> gave, so that two processes that both believe they own
/// a partition cannot both commit.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Opens or creates the store; refuses one that was made by a newer version.</summary>
    /// <param name="newPartitions">How many partitions a new one gets; one that is there keeps those that it has.</param>
    ValueTask<LedgerIdentity> OpenAsync(int newPartitions, CancellationToken cancel);

    /// <summary>Makes the caller the partition's only writer: all earlier epochs can no longer commit.</summary>
    ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel);

    /// <summary>Whether nobody has taken the partition since that epoch was given: all that was committed to it was the asker's.</summary>
    ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel);

    /// <summary>Journal entries after a sequence number, in order. The bytes of one are good until the next is asked for.</summary>
    IAsyncEnumerable<JournalEntry> ReadJournalAsync(int partition, long afterSequence, CancellationToken cancel);

    /// <summary>
    /// One durable write for many partitions. The verdicts stand in the order of the commits; when the call returns, what
    /// is <see cref="CommitVerdict.Committed"/> survives power loss. At most one commit per partition in a call.
    /// </summary>
    ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<PartitionCommit> commits, CancellationToken cancel);

    /// <summary>Pages by their keys, in the order asked for.</summary>
    /// <exception cref="InvalidDataException">One of them is not there or damaged.</exception>
    IAsyncEnumerable<StoredPage> ReadPagesAsync(int partition, IReadOnlyCollection<PageKey> pages, CancellationToken cancel);

    /// <summary>Delta blocks of a stream with a publication number above the given one, in order, at most <paramref name="blocksMax"/>.</summary>
    ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    );

    /// <summary>
    /// The first publication number of a stream whose block may have been published at or after a time; null where there is none. A ledger
    /// that does not remember times answers the first of all.
    /// </summary>
    ValueTask<long?> FirstPublicationAsync(StreamId stream, DateTimeOffset published, CancellationToken cancel) =>
        ValueTask.FromResult<long?>(1);

    /// <summary>Removes some blocks of an account, of whatever dataset; answers how many, 0 when there are no more.</summary>
    ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel);

    /// <summary>Remembers, across restarts, since when bytes that were removed are to go from the files (<see cref="IScrubbed"/>).</summary>
    ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>The newest publication number of a stream, 0 where nothing was published.</summary>
    ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel);

    /// <summary>Which of a stream's blocks are not kept any more; null: all are.</summary>
    ValueTask<DroppedBlocks?> ReadDroppedAsync(StreamId stream, CancellationToken cancel) =>
        ValueTask.FromResult<DroppedBlocks?>(null);
}

/// <param name="Incarnation">Random bytes drawn when the ledger was made (or restored): part of every idempotency id.</param>
public sealed record LedgerIdentity(Guid Incarnation, int PartitionCount, int FormatVersion);

/// <param name="Epoch">To be given with every commit.</param>
/// <param name="Sequence">Number of the last journal entry, 0 where there is none.</param>
/// <param name="Head">The newest head page: where recovery begins, or null.</param>
/// <param name="Snapshot1">Where there is no head: the snapshot of a ledger of format 1, or null.</param>
public sealed record PartitionOpening(long Epoch, long Sequence, ReadOnlyMemory<byte>? Head, ReadOnlyMemory<byte>? Snapshot1);

public readonly record struct JournalEntry(long Sequence, ReadOnlyMemory<byte> Data);

/// <summary>One account's stream of one dataset.</summary>
/// <param name="Account">The account key of the registry.</param>
public readonly record struct StreamId(int Account, string Dataset);

/// <param name="Publication">The partition's publication number: grows along the stream, with gaps.</param>
/// <param name="Rows">How many records the block renders to.</param>
public sealed record DeltaBlock(StreamId Stream, long Publication, int Rows, ReadOnlyMemory<byte> Data)
{
    /// <summary>Platform time of the publication; null where the ledger did not remember it yet.</summary>
    public DateTimeOffset? Published { get; init; }
}

/// <summary>Blocks that a stream had and that are not kept any more.</summary>
/// <param name="Through">The newest of them.</param>
/// <param name="Published">When it was published, platform time.</param>
public sealed record DroppedBlocks(long Through, DateTimeOffset Published);

/// <summary>Names a page of a partition; what the numbers mean is the engine's affair, but that kind 0 is the head.</summary>
public readonly record struct PageKey(byte Kind, long Major, int Minor)
{
    public const byte HeadKind = 0;
}

public readonly record struct StoredPage(PageKey Key, ReadOnlyMemory<byte> Data);

/// <summary>All pages of a kind and major number.</summary>
public readonly record struct PageGroup(byte Kind, long Major);

/// <summary>What one partition writes in one go. Its memory may be used again when the ledger has answered.</summary>
/// <param name="Sequence">Number of the new entry: the last one's plus one, or the commit is refused.</param>
/// <param name="Pages">Each takes the place of the page with its key; dropped groups go before.</param>
/// <param name="PagedThrough">When given: journal entries up to this number are dropped, and what format 1 kept beside them.</param>
public sealed record PartitionCommit(
    int Partition,
    long Epoch,
    long Sequence,
    ReadOnlyMemory<byte> Entry,
    IReadOnlyList<DeltaBlock> Blocks,
    IReadOnlyList<StoredPage> Pages,
    IReadOnlyList<PageGroup> Dropped,
    long? PagedThrough
)
{
    /// <summary>It has messages of budgets or entities, which are told at once.</summary>
    public bool IsUrgent { get; init; }

    public long Bytes => Entry.Length + Blocks.Sum(block => (long)block.Data.Length) + Pages.Sum(page => (long)page.Data.Length);
}

public enum CommitVerdict
{
    Committed,

    /// <summary>Another writer took the partition, or the sequence does not follow: nothing of this commit was written.</summary>
    Fenced,
}
