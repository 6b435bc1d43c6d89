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
    public static ulong Of(UInt128 cell, in CellEvent happened, ReadOnlySpan<long> lanes)
    {
        if (!happened.IsIdentified)
        {
            return Of(cell, lanes);
        }

        const int Head = 6;
        Span<ulong> facts = stackalloc ulong[Head + CellFamily.LanesMax];
        (facts[0], facts[1]) = ((ulong)happened.Id, (ulong)(happened.Id >> 64));
        (facts[2], facts[3]) = ((ulong)happened.Takes, (ulong)(happened.Takes >> 64));
        (facts[4], facts[5]) = ((ulong)cell, (ulong)(cell >> 64));
        MemoryMarshal.Cast<long, ulong>(lanes).CopyTo(facts[Head..]);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(facts[..(Head + lanes.Length)]));
    }

    /// <summary>What an event of a shopper adds.</summary>
    public static ulong Of(in ShopperEvent happened, ReadOnlySpan<byte> sku)
    {
        ReadOnlySpan<ulong> facts =
        [
            happened.Shopper,
            happened.Id,
            happened.Refers,
            (ulong)happened.Time,
            ((ulong)happened.Kind << 2) | (happened.IsView ? 2u : 0) | (happened.IsBack ? 1u : 0),
            (ulong)happened.Units,
            (ulong)happened.SalesMicros,
            XxHash3.HashToUInt64(sku),
        ];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(facts));
    }
}
