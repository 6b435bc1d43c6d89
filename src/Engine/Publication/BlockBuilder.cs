using Millrace.Contracts.Datasets;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Publication;

/// <summary>
/// Gathers the deltas of dirty cells into blocks, one account a block, each with a publication number of its own. A block
/// holds all that its messages show, so that the same block always renders to the same bytes.
/// </summary>
/// <param name="lastNumber">The last publication number that was given before.</param>
/// <param name="blocks">Takes the closed blocks, in the order of their numbers.</param>
internal sealed class BlockBuilder(Guid incarnation, long lastNumber, IBlockSource source, List<PublishedBlock> blocks)
{
    public const int RowsMax = 10_000;

    private readonly DatasetDeclaration dataset = Datasets.SpTraffic;
    private readonly BlockWriter writer = new(incarnation, Datasets.SpTraffic, source);
    private readonly Dictionary<int, PendingRows> open = [];
    private readonly List<int> order = [];
    private long number = lastNumber;
    private int latestAccount;
    private PendingRows? latest;

    /// <param name="dimensions">Numbers of texts, in the order of the dataset's dimensions.</param>
    /// <param name="deltas">The dataset's lanes.</param>
    public void Add(int account, long windowStart, ReadOnlySpan<int> dimensions, ReadOnlySpan<long> deltas)
    {
        var rows = latest is not null && latestAccount == account ? latest : RowsOf(account);
        rows.Add(windowStart, dimensions, deltas);
        if (rows.Count == RowsMax)
        {
            Close(account, rows);
        }
    }

    /// <summary>Closes all blocks, accounts in the order in which they were first met; answers the last number given.</summary>
    public long Finish()
    {
        foreach (var account in order)
        {
            if (open[account] is { Count: > 0 } rows)
            {
                Close(account, rows);
            }
        }

        latest = null;
        open.Clear();
        order.Clear();
        return number;
    }

    private PendingRows RowsOf(int account)
    {
        if (!open.TryGetValue(account, out var rows))
        {
            open.Add(account, rows = new PendingRows(writer.Shape));
            order.Add(account);
        }

        (latestAccount, latest) = (account, rows);
        return rows;
    }

    private void Close(int account, PendingRows rows)
    {
        var data = writer.Write(++number, account, rows);
        blocks.Add(new(account, dataset.Id, number, rows.Count, data));
        rows.Clear();
    }
}
