using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Publication;

/// <summary>
/// Gathers the deltas of dirty cells into blocks, one account and dataset a block, each with a publication number of its own. A
/// block holds all that its messages show, so that the same block always renders to the same bytes.
/// </summary>
/// <param name="lastNumber">The last publication number that was given before.</param>
/// <param name="blocks">Takes the closed blocks, in the order of their numbers.</param>
internal sealed class BlockBuilder(Guid incarnation, long lastNumber, IBlockSource source, List<PublishedBlock> blocks)
{
    public const int RowsMax = 10_000;

    private readonly BlockWriter?[] writers = new BlockWriter?[CellFamily.NumbersEnd];
    private readonly Dictionary<(byte Family, int Account), PendingRows> open = [];
    private readonly List<(byte Family, int Account)> order = [];
    private long number = lastNumber;
    private (byte Family, int Account) latestStream;
    private PendingRows? latest;

    /// <summary>Adds what cells have to publish.</summary>
    public void Add(CellRange cells)
    {
        var (family, start) = (cells.Window.Family, cells.Window.Id.Start);
        if (family.IsByMeasure)
        {
            MeasuredRows.ForEach(cells, source, (key, deltas) => Add(family, key[0], start, key[1..], deltas));
        }
        else
        {
            cells.Window.ForEachPending(cells.From, cells.End, (key, deltas) => Add(family, key[0], start, key[1..], deltas));
        }
    }

    /// <param name="dimensions">Numbers of texts, in the order of the dataset's dimensions.</param>
    /// <param name="deltas">The dataset's lanes.</param>
    public void Add(CellFamily family, int account, long windowStart, ReadOnlySpan<int> dimensions, ReadOnlySpan<long> deltas)
    {
        var stream = (family.Number, account);
        var rows = latest is not null && latestStream == stream ? latest : RowsOf(stream);
        rows.Add(windowStart, dimensions, deltas);
        if (rows.Count == RowsMax)
        {
            Close(stream, rows);
        }
    }

    /// <summary>Closes all blocks, streams in the order in which they were first met; answers the last number given.</summary>
    public long Finish()
    {
        foreach (var stream in order)
        {
            if (open[stream] is { Count: > 0 } rows)
            {
                Close(stream, rows);
            }
        }

        latest = null;
        open.Clear();
        order.Clear();
        return number;
    }

    private PendingRows RowsOf((byte Family, int Account) stream)
    {
        if (!open.TryGetValue(stream, out var rows))
        {
            open.Add(stream, rows = new PendingRows(WriterOf(stream.Family).Shape));
            order.Add(stream);
        }

        (latestStream, latest) = (stream, rows);
        return rows;
    }

    private BlockWriter WriterOf(byte family) =>
        writers[family] ??= new BlockWriter(incarnation, CellFamily.Of(family).Dataset, source);

    private void Close((byte Family, int Account) stream, PendingRows rows)
    {
        var data = WriterOf(stream.Family).Write(++number, stream.Account, rows);
        blocks.Add(new(stream.Account, CellFamily.Of(stream.Family).Dataset.Id, number, rows.Count, data));
        rows.Clear();
    }
}
