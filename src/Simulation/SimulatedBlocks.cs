using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>The blocks on the disk by their streams, and for those who judge a run all that there ever were.</summary>
/// <param name="removed">Takes the bytes of each block that goes.</param>
internal sealed class SimulatedBlocks(Action<ReadOnlyMemory<byte>> removed)
{
    private readonly Dictionary<StreamId, SortedList<long, DeltaBlock>> streams = [];
    private readonly Dictionary<StreamId, DroppedBlocks> ends = [];
    private readonly List<DeltaBlock> ever = [];

    /// <summary>Is shown the blocks that a drop takes, while they are there.</summary>
    public Action<IReadOnlyList<DeltaBlock>> Dropping { get; set; } = _ => { };

    public IEnumerable<DeltaBlock> All => streams.Values.SelectMany(blocks => blocks.Values);

    /// <summary>Accounts that have blocks, or ends of streams.</summary>
    public IEnumerable<int> Accounts => All.Select(block => block.Stream.Account).Concat(ends.Keys.Select(end => end.Account));

    public void Add(DeltaBlock block)
    {
        if (!streams.TryGetValue(block.Stream, out var blocks))
        {
            streams.Add(block.Stream, blocks = []);
        }

        blocks.Add(block.Publication, block);
        ever.Add(block);
    }

    /// <summary>All that was ever published in a stream, kept or not.</summary>
    public IEnumerable<DeltaBlock> Published(StreamId stream) => ever.Where(block => block.Stream == stream);

    public IReadOnlyList<DeltaBlock> Read(StreamId stream, long after, int blocksMax) =>
        [.. Of(stream).Values.Where(block => block.Publication > after).Take(blocksMax)];

    public bool Has(StreamId stream, long publication) => Of(stream).ContainsKey(publication);

    public long? FirstPublication(StreamId stream, DateTimeOffset published) =>
        Of(stream).Values.FirstOrDefault(block => block.Published >= published)?.Publication;

    /// <summary>Of those that are kept; 0 where there is none.</summary>
    public long LastKept(StreamId stream) => Of(stream).Keys.LastOrDefault();

    /// <summary>Kept or not.</summary>
    public long LastPublication(StreamId stream) => Math.Max(LastKept(stream), Dropped(stream)?.Through ?? 0);

    public DroppedBlocks? Dropped(StreamId stream) => ends.GetValueOrDefault(stream);

    public BlockPlace? First(StreamId stream, long publication) =>
        Of(stream).Values.FirstOrDefault(block => block.Publication >= publication) is { } first ? Place(first) : null;

    /// <summary>The oldest first; times are told apart by the second.</summary>
    public IReadOnlyList<BlockPlace> Before(DateTimeOffset published, int max) =>
        [
            .. All.Where(block => block.Published!.Value.ToUnixTimeSeconds() < published.ToUnixTimeSeconds())
                .OrderBy(block => block.Published!.Value.ToUnixTimeSeconds())
                .ThenBy(block => block.Publication)
                .Take(max)
                .Select(Place),
        ];

    public bool Drop(IReadOnlyList<BlockPlace> newest)
    {
        foreach (var (stream, through, _, published) in newest)
        {
            var going = Of(stream).Values.Where(block => block.Publication <= through).ToList();
            Dropping(going);
            Remove(going);
            ends[stream] = new(Math.Max(through, Dropped(stream)?.Through ?? 0), published!.Value);
        }

        return true;
    }

    public int Erase(int account, int blocksMax)
    {
        var going = All.Where(block => block.Stream.Account == account).Take(blocksMax).ToList();
        Remove(going);
        foreach (var stream in ends.Keys.Where(stream => stream.Account == account).ToList())
        {
            ends.Remove(stream);
        }

        return going.Count;
    }

    private void Remove(List<DeltaBlock> going)
    {
        foreach (var block in going)
        {
            removed(block.Data);
            streams[block.Stream].Remove(block.Publication);
        }
    }

    private SortedList<long, DeltaBlock> Of(StreamId stream) => streams.GetValueOrDefault(stream) ?? [];

    private static BlockPlace Place(DeltaBlock block) => new(block.Stream, block.Publication, block.Rows, block.Published);
}
