using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;

namespace Millrace.App.Dev;

/// <summary>Sums of a stream's blocks as they stand in the ledger.</summary>
internal static class StreamSums
{
    private const int BlocksAtOnce = 64;

    /// <summary>All that was published, and of it what stands before a subscription's cursor.</summary>
    public static async Task<(Sums Published, Sums Delivered)> ReadAsync(
        ILedger ledger,
        StreamId stream,
        StreamCursor cursor,
        CancellationToken cancel
    )
    {
        var (published, delivered, after) = (default(Sums), default(Sums), 0L);
        while (await ledger.ReadBlocksAsync(stream, after, BlocksAtOnce, cancel) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                after = block.Publication;
                var bodies = SpTrafficRenderer.Render(block.Data.Span, 0, block.Rows);
                for (var row = 0; row < bodies.Count; row++)
                {
                    var sums = Sums.OfMessage(bodies[row]);
                    published += sums;
                    delivered += cursor.IsPast(block.Publication, row) ? sums : default;
                }
            }
        }

        return (published, delivered);
    }
}
