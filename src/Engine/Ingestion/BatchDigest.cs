using System.IO.Hashing;
using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Tells one body from another under the same batch id by what they count, the same in every process of a deployment. Countable
/// events enter it linearly, so that they may be taken singly, combined, or in any order; identified ones enter it singly.
/// </summary>
internal static class BatchDigest
{
    // Odd and without a pattern: one metric does not make up for another.
    private static readonly ulong[] LaneFactors =
    [
        .. Enumerable.Range(0, CellFamily.LanesMax).Select(lane => XxHash3.HashToUInt64(BitConverter.GetBytes(lane)) | 1),
    ];

    /// <summary>What countable events add.</summary>
    /// <param name="cell">Hash of their cell, as <see cref="BatchCells"/> has it.</param>
    public static ulong Of(UInt128 cell, ReadOnlySpan<long> lanes)
    {
        var sum = 0UL;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            sum = unchecked(sum + (LaneFactors[lane] * (ulong)lanes[lane]));
        }

        return unchecked(sum * ((ulong)cell ^ (ulong)(cell >> 64)));
    }

    /// <summary>
    /// What one event adds, as if it had been combined with others; of an identified one, where it falls in its window makes no
    /// difference.
    /// </summary>
    public static ulong Of(UInt128 cell, in CellEvent happened)
    {
        if (!happened.IsIdentified)
        {
            Span<long> lanes = stackalloc long[CellFamily.SponsoredProductsTraffic.Lanes];
            happened.Metrics.CopyTo(lanes);
            return Of(cell, lanes);
        }

        ReadOnlySpan<ulong> facts =
        [
            (ulong)happened.Id,
            (ulong)(happened.Id >> 64),
            (ulong)happened.Takes,
            (ulong)(happened.Takes >> 64),
            (ulong)cell,
            (ulong)(cell >> 64),
            (ulong)happened.Metrics.Impressions,
            (ulong)happened.Metrics.Clicks,
            (ulong)happened.Metrics.CostMicros,
        ];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(facts));
    }
}
