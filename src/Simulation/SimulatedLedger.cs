using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>The ledger on the disk: journal, pages and blocks of all partitions.</summary>
internal sealed class SimulatedLedger
{
    private readonly Volume[] volumes;
    private readonly List<ReadOnlyMemory<byte>> removed = [];

    public SimulatedLedger(Guid incarnation, int partitionCount)
    {
        Identity = new(incarnation, partitionCount, 1);
        volumes = [.. Enumerable.Range(0, partitionCount).Select(_ => new Volume())];
        Blocks = new SimulatedBlocks(Remove);
    }

    public LedgerIdentity Identity { get; }

    public SimulatedBlocks Blocks { get; }

    public int Fenced { get; private set; }

    /// <summary>Whether bytes that are removed or replaced stand on the disk until it is scrubbed, as in a write-ahead log.</summary>
    public bool KeepsRemoved { get; set; }

    public PartitionOpening Take(int partition)
    {
        var volume = volumes[partition];
        return new(
            ++volume.Epoch,
            volume.Sequence,
            volume.Pages.TryGetValue(new(PageKey.HeadKind, 0, 0), out var head) ? head : (ReadOnlyMemory<byte>?)null,
            null
        );
    }

    public bool Owns(int partition, long epoch) => volumes[partition].Epoch == epoch;

    public IReadOnlyList<JournalEntry> Journal(int partition, long afterSequence) =>
        [.. volumes[partition].Entries.Where(entry => entry.Sequence > afterSequence)];

    public IReadOnlyList<StoredPage> Pages(int partition, IReadOnlyCollection<PageKey> pages) =>
        [.. pages.Select(page => new StoredPage(page, volumes[partition].Pages[page]))];

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
            Blocks.Add(block with { Data = block.Data.ToArray() });
        }

        foreach (var group in commit.Dropped)
        {
            foreach (var page in volume.Pages.Keys.Where(key => (key.Kind, key.Major) == (group.Kind, group.Major)).ToList())
            {
                Remove(volume.Pages[page]);
                volume.Pages.Remove(page);
            }
        }

        foreach (var page in commit.Pages)
        {
            Remove(volume.Pages.GetValueOrDefault(page.Key));
            volume.Pages[page.Key] = page.Data.ToArray();
        }

        if (commit.PagedThrough is { } through)
        {
            foreach (var entry in volume.Entries.Where(entry => entry.Sequence <= through))
            {
                Remove(entry.Data);
            }

            volume.Entries.RemoveAll(entry => entry.Sequence <= through);
        }

        return CommitVerdict.Committed;
    }

    /// <summary>Since when what was removed is to be scrubbed; null: it is not owed.</summary>
    public DateTimeOffset? ScrubOwedSince { get; private set; }

    public DateTimeOffset? OweScrub(DateTimeOffset now) => ScrubOwedSince ??= now;

    public bool Scrub()
    {
        removed.Clear();
        ScrubOwedSince = null;
        return true;
    }

    /// <summary>Where on the disk one of these stands; what was removed counts only where nothing is owed.</summary>
    public IEnumerable<string> Find(IReadOnlyList<byte[]> marks)
    {
        IEnumerable<(string Place, ReadOnlyMemory<byte> Data)> all = volumes
            .SelectMany(
                (volume, partition) =>
                    volume
                        .Entries.Select(entry => ($"entry {entry.Sequence} of partition {partition}", entry.Data))
                        .Concat(volume.Pages.Select(page => ($"{page.Key} of partition {partition}", page.Value)))
            )
            .Concat(Blocks.All.Select(block => ($"block {block.Publication} of {block.Stream}", block.Data)))
            .Concat((ScrubOwedSince is null ? removed : []).Select(data => ("what was removed and is not scrubbed", data)));
        return all.Where(bytes => marks.Any(mark => bytes.Data.Span.IndexOf(mark) >= 0)).Select(bytes => bytes.Place);
    }

    private void Remove(ReadOnlyMemory<byte> bytes)
    {
        if (KeepsRemoved)
        {
            removed.Add(bytes);
        }
    }

    private sealed class Volume
    {
        public long Epoch { get; set; }

        public long Sequence { get; set; }

        public List<JournalEntry> Entries { get; } = [];

        public Dictionary<PageKey, ReadOnlyMemory<byte>> Pages { get; } = [];
    }
}
