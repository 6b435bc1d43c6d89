using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Simulation;

/// <summary>What survives every kill: the ledger's content and the saved cursors and replays, changed in whole writes only.</summary>
internal sealed class SimulatedDisk(Guid incarnation, int partitionCount)
{
    private readonly Volume[] volumes = [.. Enumerable.Range(0, partitionCount).Select(_ => new Volume())];
    private readonly Dictionary<StreamId, SortedList<long, DeltaBlock>> streams = [];
    private readonly Dictionary<string, StandingOrder> orders = [];

    private readonly Dictionary<string, Replay> replays = [];
    private readonly Dictionary<string, SortedDictionary<(long Publication, int Row), DeadLetter>> letters = [];

    public LedgerIdentity Identity { get; } = new(incarnation, partitionCount, 1);

    public int Fenced { get; private set; }

    public IReadOnlyList<StandingOrder> Orders =>
        [.. orders.Values.OrderBy(order => order.SubscriptionId, StringComparer.Ordinal)];

    /// <summary>In the order in which they were asked for.</summary>
    public IEnumerable<Replay> Replays => replays.Values.OrderBy(replay => replay.Created);

    public IReadOnlyList<DueReplay> DueReplays =>
        [
            .. Replays
                .Where(replay => replay.IsOpen)
                .DistinctBy(replay => replay.SubscriptionId)
                .Select(replay => new DueReplay(replay, orders[replay.SubscriptionId])),
        ];

    /// <summary>All messages that were ever set aside.</summary>
    public int SetAside { get; private set; }

    public bool HasDeadLetters => letters.Values.Any(ofOne => ofOne.Count > 0);

    public IEnumerable<DeadLetter> DeadLetters(string subscription) =>
        letters.TryGetValue(subscription, out var ofOne) ? ofOne.Values : [];

    public bool Add(string subscription, IReadOnlyList<DeadLetter> more)
    {
        if (!letters.TryGetValue(subscription, out var ofOne))
        {
            letters.Add(subscription, ofOne = []);
        }

        foreach (var letter in more)
        {
            SetAside += ofOne.ContainsKey((letter.Place.Publication, letter.Place.Row)) ? 0 : 1;
            ofOne[(letter.Place.Publication, letter.Place.Row)] = letter;
        }

        return true;
    }

    public int Remove(string subscription, IReadOnlyList<StreamCursor> places) =>
        places.Count(place => letters[subscription].Remove((place.Publication, place.Row)));

    public bool Add(Replay replay) => replays.TryAdd(replay.Id, replay);

    public bool Save(Replay replay)
    {
        var isOpen = replays[replay.Id].IsOpen;
        replays[replay.Id] = isOpen ? replay : replays[replay.Id];
        return isOpen;
    }

    public void Subscribe(StandingOrder order) => orders.Add(order.SubscriptionId, order);

    public void Save(SavedCursor saved)
    {
        var order = orders[saved.SubscriptionId];
        orders[saved.SubscriptionId] = order with
        {
            Cursor = saved.Cursor,
            ToldThrough = order.ToldThrough is { } told ? Math.Max(told, saved.ToldThrough ?? told) : null,
        };
    }

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

    public IReadOnlyList<DeltaBlock> Blocks(StreamId stream, long after, int blocksMax) =>
        streams.TryGetValue(stream, out var blocks)
            ? [.. blocks.Values.Where(block => block.Publication > after).Take(blocksMax)]
            : [];

    public long? FirstPublication(StreamId stream, DateTimeOffset published) =>
        streams.TryGetValue(stream, out var blocks)
            ? blocks.Values.FirstOrDefault(block => block.Published >= published)?.Publication
            : null;

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

        foreach (var group in commit.Dropped)
        {
            foreach (var page in volume.Pages.Keys.Where(key => (key.Kind, key.Major) == (group.Kind, group.Major)).ToList())
            {
                volume.Pages.Remove(page);
            }
        }

        foreach (var page in commit.Pages)
        {
            volume.Pages[page.Key] = page.Data.ToArray();
        }

        if (commit.PagedThrough is { } through)
        {
            volume.Entries.RemoveAll(entry => entry.Sequence <= through);
        }

        return CommitVerdict.Committed;
    }

    private sealed class Volume
    {
        public long Epoch { get; set; }

        public long Sequence { get; set; }

        public List<JournalEntry> Entries { get; } = [];

        public Dictionary<PageKey, ReadOnlyMemory<byte>> Pages { get; } = [];
    }
}
