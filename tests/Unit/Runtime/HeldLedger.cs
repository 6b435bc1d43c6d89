using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime;

/// <summary>An empty ledger whose every write and read of blocks is held until a test answers it.</summary>
internal sealed class HeldLedger : ILedger
{
    public List<HeldWrite> Writes { get; } = [];

    public List<HeldRead> Reads { get; } = [];

    public Func<ValueTask> OweScrub { get; init; } = () => throw new NotSupportedException();

    public ValueTask<LedgerIdentity> OpenAsync(int newPartitions, CancellationToken cancel) =>
        ValueTask.FromResult(new LedgerIdentity(Guid.Empty, newPartitions, 2));

    public ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel) =>
        ValueTask.FromResult(new PartitionOpening(1, 0, null, null));

    public ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel) => ValueTask.FromResult(true);

    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(int partition, long afterSequence, CancellationToken cancel) =>
        AsyncEnumerable.Empty<JournalEntry>();

    public ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<PartitionCommit> commits, CancellationToken cancel)
    {
        var write = new HeldWrite(commits, new());
        Writes.Add(write);
        return new(write.Answer.Task);
    }

    public IAsyncEnumerable<StoredPage> ReadPagesAsync(
        int partition,
        IReadOnlyCollection<PageKey> pages,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    )
    {
        var read = new HeldRead(stream, new());
        Reads.Add(read);
        cancel.Register(() => read.Answer.TrySetCanceled(cancel));
        return new(read.Answer.Task);
    }

    public ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel) => OweScrub();

    public ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;

    internal sealed record HeldWrite(
        IReadOnlyList<PartitionCommit> Commits,
        TaskCompletionSource<IReadOnlyList<CommitVerdict>> Answer
    )
    {
        public IEnumerable<int> Partitions => Commits.Select(commit => commit.Partition);

        public void Take() => Answer.SetResult([.. Commits.Select(_ => CommitVerdict.Committed)]);
    }

    internal sealed record HeldRead(StreamId Stream, TaskCompletionSource<IReadOnlyList<DeltaBlock>> Answer);
}
