using System.IO.Hashing;
using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Tells one body from another under the same batch id by what they count, the same in every process. Countable events enter it
/// linearly, so that they may be taken singly, combined, or in any order; identified ones enter it singly.
/// </summary>
internal static class BatchDigest
{
    // Odd and without a pattern: one metric does not make up for another.
    private static readonly ulong[] LaneFactors =
    [
        .. Enumerable.Range(0, CellFamily.LanesMax).Select(lane => XxHash3.HashToUInt64(BitConverter.GetBytes(lane)) | 1),
    ];

    /// <summary>What countable events add.</summary>
    /// <param name="name">What they are about, as <see cref="CombinationName.Bytes"/> has it.</param>
    /// <param name="window">Its start.</param>
    public static ulong Of(ReadOnlySpan<byte> name, long window, ReadOnlySpan<long> lanes)
    {
        var sum = 0UL;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            sum = unchecked(sum + (LaneFactors[lane] * (ulong)lanes[lane]));
        }

        return sum == 0 ? 0 : unchecked(sum * XxHash3.HashToUInt64(name, window));
    }

    /// <summary>What one event adds, as if it had been combined with others; of an identified one, where it falls in its window makes no difference.</summary>
    public static ulong Of(ReadOnlySpan<byte> name, long window, in CellEvent happened)
    {
        if (!happened.IsIdentified)
        {
            Span<long> lanes = stackalloc long[CellFamily.SponsoredProductsTraffic.Lanes];
            happened.Metrics.CopyTo(lanes);
            return Of(name, window, lanes);
        }

        ReadOnlySpan<ulong> facts =
        [
            (ulong)happened.Id,
            (ulong)(happened.Id >> 64),
            (ulong)happened.Takes,
            (ulong)(happened.Takes >> 64),
            XxHash3.HashToUInt64(name, window),
            (ulong)happened.Metrics.Impressions,
            (ulong)happened.Metrics.Clicks,
            (ulong)happened.Metrics.CostMicros,
        ];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(facts));
    }
}
