namespace Millrace.Engine.Cells;

/// <summary>Signed sums, side by side: counts, and money in millionths of the currency unit.</summary>
internal static class Sums
{
    /// <summary>No sum in a cell goes beyond this, so that adding two of them cannot overflow.</summary>
    public const long Max = 1L << 61;

    public static bool IsInRange(long sum) => sum is >= -Max and <= Max;

    /// <summary>Adds lane by lane; false where one leaves the range, and then all are as they were.</summary>
    public static bool TryAdd(Span<long> sums, ReadOnlySpan<long> added)
    {
        var isInRange = true;
        for (var lane = 0; lane < added.Length; lane++)
        {
            sums[lane] += added[lane];
            isInRange &= IsInRange(sums[lane]);
        }

        if (!isInRange)
        {
            for (var lane = 0; lane < added.Length; lane++)
            {
                sums[lane] -= added[lane];
            }
        }

        return isInRange;
    }
}
