using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;

namespace Millrace.App.Dev;

/// <summary>Sums of a stream's blocks as they stand in the ledger.</summary>
internal static class StreamSums
{
    private const int BlocksAtOnce = 64;

    /// <param name="before">Only rows before this place; null: all.</param>
    public static async Task<Sums> ReadAsync(ILedger ledger, StreamId stream, StreamCursor? before, CancellationToken cancel)
    {
        var (sums, after) = (default(Sums), 0L);
        while (await ledger.ReadBlocksAsync(stream, after, BlocksAtOnce, cancel) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                after = block.Publication;
                var rows =
                    before is not { } end || block.Publication < end.Publication ? block.Rows
                    : block.Publication == end.Publication ? end.Row
                    : 0;
                foreach (var body in SpTrafficRenderer.Render(block.Data.Span, 0, rows))
                {
                    sums += Sums.OfMessage(body);
                }
            }
        }

        return sums;
    }
}
