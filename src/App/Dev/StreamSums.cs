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
        using var messages = new MessageBuffer();
        while (await ledger.ReadBlocksAsync(stream, after, BlocksAtOnce, cancel) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                after = block.Publication;
                using var renderer = BlockRenderer.Open(block.Data);
                while (renderer.Render(messages, 1) > 0)
                {
                    var sums = Sums.OfMessage(messages[0]);
                    published += sums;
                    delivered += cursor.IsPast(block.Publication, renderer.Row - 1) ? sums : default;
                }
            }
        }

        return (published, delivered);
    }
}
