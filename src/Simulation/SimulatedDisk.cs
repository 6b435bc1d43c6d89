using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>What survives every kill: the ledger's content and the saved cursors, changed in whole writes only.</summary>
internal sealed class SimulatedDisk(Guid incarnation, int partitionCount)
{
    private readonly Volume[] volumes = [.. Enumerable.Range(0, partitionCount).Select(_ => new Volume())];
    private readonly Dictionary<StreamId, SortedList<long, DeltaBlock>> streams = [];
    private readonly Dictionary<string, StandingOrder> orders = [];

    public LedgerIdentity Identity { get; } = new(incarnation, partitionCount, 1);

    public int Fenced { get; private set; }

    public IReadOnlyList<StandingOrder> Orders =>
        [.. orders.Values.OrderBy(order => order.SubscriptionId, StringComparer.Ordinal)];

    public void Subscribe(StandingOrder order) => orders.Add(order.SubscriptionId, order);

    public void Save(SavedCursor saved) =>
        orders[saved.SubscriptionId] = orders[saved.SubscriptionId] with { Cursor = saved.Cursor };

    public PartitionOpening Take(int partition)
    {
        var volume = volumes[partition];
        return new(++volume.Epoch, volume.Sequence, volume.Snapshot, volume.SnapshotSequence);
    }

    public IReadOnlyList<JournalEntry> Journal(int partition, long afterSequence) =>
        [.. volumes[partition].Entries.Where(entry => entry.Sequence > afterSequence)];

    public ReadOnlyMemory<byte>? Window(int partition, long start) =>
        volumes[partition].Windows.TryGetValue(start, out var data) ? data : (ReadOnlyMemory<byte>?)null;

    public IReadOnlyList<DeltaBlock> Blocks(StreamId stream, long after, int blocksMax) =>
        streams.TryGetValue(stream, out var blocks)
            ? [.. blocks.Values.Where(block => block.Publication > after).Take(blocksMax)]
            : [];

    public long LastPublication(StreamId stream) => streams.TryGetValue(stream, out var blocks) ? blocks.Keys[^1] : 0;

    public CommitVerdict Write(PartitionCommit commit)
    {
        var volume = volumes[commit.Partition];
        if (commit.Epoch != volume.Epoch || commit.Sequence != volume.Sequence + 1)
        {
            Fenced++;
            return CommitVerdict.Fenced;
        }

        volume.Sequence = commit.Sequence;
        volume.Entries.Add(new(commit.Sequence, commit.Entry.ToArray()));
        foreach (var block in commit.Blocks)
        {
            if (!streams.TryGetValue(block.Stream, out var blocks))
            {
                streams.Add(block.Stream, blocks = []);
            }

            blocks.Add(block.Publication, block with { Data = block.Data.ToArray() });
        }

        foreach (var window in commit.Windows)
        {
            volume.Windows[window.WindowStart] = window.Data.ToArray();
        }

        if (commit.Snapshot is { } snapshot)
        {
            volume.Snapshot = snapshot.ToArray();
            volume.SnapshotSequence = commit.Sequence;
            volume.Entries.Clear();
        }

        return CommitVerdict.Committed;
    }

    private sealed class Volume
    {
        public long Epoch { get; set; }

        public long Sequence { get; set; }

        public ReadOnlyMemory<byte>? Snapshot { get; set; }

        public long SnapshotSequence { get; set; }

        public List<JournalEntry> Entries { get; } = [];

        public Dictionary<long, ReadOnlyMemory<byte>> Windows { get; } = [];
    }
}
