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

    public void Add(int account, long windowStart, ReadOnlySpan<int> dimensions, ReadOnlySpan<long> deltas)
    {
        if (!deltas.ContainsAnyExcept(0))
        {
            return;
        }

        if (!open.TryGetValue(account, out var block))
        {
            open.Add(account, block = new Open());
        }

        var key = new byte[CellKey.BytesMax];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(key, account);
        key[4] = 1;
        var length = 5;
        foreach (var dimension in dimensions)
        {
            var text = state.Texts[dimension];
            key[length++] = (byte)text.Length;
            text.CopyTo(key.AsSpan(length));
            length += text.Length;
        }

        var zone = state.Account(account)!.Zone;
        block.Rows.Signed(windowStart);
        block.Rows.Signed(zone.OffsetSeconds(windowStart));
        block.Rows.Bytes(key.AsSpan(0, length));
        var isKnown = state.TryAttributes(account, dimensions[3], out var keywordText, out var matchType);
        block.Rows.Bytes(isKnown ? state.Texts[keywordText] : "Placeholder keyword"u8);
        block.Rows.Bytes(isKnown ? state.Texts[matchType] : ""u8);
        block.Rows.Signed(deltas[0]);
        block.Rows.Signed(deltas[1]);
        block.Rows.Signed(deltas[2]);
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
