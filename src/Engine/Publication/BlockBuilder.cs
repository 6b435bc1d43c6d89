using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Publication;

/// <summary>
/// Writes the deltas of dirty cells to blocks, one account a block, each with a publication number of its own. A block holds
/// all that its messages show, so that the same block always renders to the same bytes.
/// </summary>
internal sealed class BlockBuilder(Guid incarnation, PartitionState state, List<PublishedBlock> blocks)
{
    public const byte FormatVersion = 1;
    private const int RowsMax = 10_000;

    private readonly Dictionary<int, Open> open = [];
    private long number = state.Publication;

    public void Add(WindowCells window)
    {
        foreach (var cell in window.Dirty)
        {
            var delta = window.Cells.Total(cell) - window.Cells.Published(cell);
            if (!delta.IsZero)
            {
                Add(window.Start, window.Cells.Key(cell), delta);
            }
        }
    }

    /// <summary>Closes all blocks; answers the last number given.</summary>
    public long Finish()
    {
        foreach (var (account, block) in open)
        {
            Close(account, block);
        }

        open.Clear();
        return number;
    }

    private void Add(long windowStart, ReadOnlySpan<byte> key, Metrics delta)
    {
        var account = CellKey.Account(key);
        if (!open.TryGetValue(account, out var block))
        {
            open.Add(account, block = new Open());
        }

        var zone = state.Account(account)!.Zone;
        var target = Encoding.UTF8.GetString(CellKey.Part(key, 3));
        var text = state.Text(account, target);
        block.Rows.Signed(windowStart);
        block.Rows.Signed(zone.OffsetSeconds(windowStart));
        block.Rows.Bytes(key);
        block.Rows.Text(text?.KeywordText ?? "Placeholder keyword");
        block.Rows.Text(text?.MatchType ?? "");
        block.Rows.Metrics(delta);
        if (++block.Count == RowsMax)
        {
            Close(account, block);
            open.Remove(account);
        }
    }

    private void Close(int accountKey, Open block)
    {
        var account = state.Account(accountKey)!;
        var writer = new ByteWriter();
        writer.Byte(FormatVersion);
        writer.Varint((ulong)Datasets.SpTraffic.Version);
        writer.Bytes(incarnation.ToByteArray());
        writer.Varint((ulong)++number);
        writer.Text(account.AdvertiserId);
        writer.Text(account.MarketplaceId);
        writer.Text(account.Currency);
        writer.Varint((ulong)block.Count);
        writer.Bytes(block.Rows.Written.Span);
        blocks.Add(new(accountKey, Datasets.SpTraffic.Id, number, block.Count, writer.Written));
    }

    private sealed class Open
    {
        public ByteWriter Rows { get; } = new();

        public int Count { get; set; }
    }
}
