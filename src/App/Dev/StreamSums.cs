using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;

namespace Millrace.App.Dev;

/// <summary>Sums of a stream's blocks as they stand in the ledger.</summary>
internal static class StreamSums
{
    private const int BlocksAtOnce = 64;

    /// <summary>All that was published, and of it what stands before a subscription's cursor.</summary>
    public static async Task<(long[] Published, long[] Delivered)> ReadAsync(
        ILedger ledger,
        IDatasetSums metrics,
        StreamId stream,
        StreamCursor cursor,
        CancellationToken cancel
    )
    {
        var (published, delivered, after) = (metrics.Zeros, metrics.Zeros, 0L);
        using var messages = new MessageBuffer();
        while (await ledger.ReadBlocksAsync(stream, after, BlocksAtOnce, cancel) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                after = block.Publication;
                using var renderer = BlockRenderer.Open(block.Data, Recipient.Anyone);
                while (renderer.Render(messages, 1) > 0)
                {
                    metrics.Add(published, messages[0]);
                    if (cursor.IsPast(block.Publication, renderer.Row - 1))
                    {
                        metrics.Add(delivered, messages[0]);
                    }
                }
            }
        }

        return (published, delivered);
    }
}
