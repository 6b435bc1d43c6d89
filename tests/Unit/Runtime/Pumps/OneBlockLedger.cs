using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>A ledger that only has a block.</summary>
internal sealed class OneBlockLedger(DeltaBlock block) : ILedger
{
    public ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    ) => ValueTask.FromResult<IReadOnlyList<DeltaBlock>>(afterPublication < block.Publication ? [block] : []);

    public ValueTask<LedgerIdentity> OpenAsync(int newPartitions, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel) => throw new NotSupportedException();

    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(int partition, long afterSequence, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(
        IReadOnlyList<PartitionCommit> commits,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredPage> ReadPagesAsync(
        int partition,
        IReadOnlyCollection<PageKey> pages,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}
