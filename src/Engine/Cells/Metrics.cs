namespace Millrace.Engine.Cells;

/// <summary>The metrics of traffic: counts, and money in millionths of the currency unit. Signed.</summary>
public readonly record struct Metrics(long Impressions, long Clicks, long CostMicros)
{
    /// <summary>No sum in a cell goes beyond this, so that adding two of them cannot overflow.</summary>
    public const long SumMax = 1L << 61;

    public bool IsZero => Impressions == 0 && Clicks == 0 && CostMicros == 0;

    public bool IsInRange => InRange(Impressions) && InRange(Clicks) && InRange(CostMicros);

    public static Metrics operator +(Metrics a, Metrics b) =>
        checked(new(a.Impressions + b.Impressions, a.Clicks + b.Clicks, a.CostMicros + b.CostMicros));

    public static Metrics operator -(Metrics a, Metrics b) =>
        checked(new(a.Impressions - b.Impressions, a.Clicks - b.Clicks, a.CostMicros - b.CostMicros));

    /// <summary>The lanes of <see cref="CellFamily.SponsoredProductsTraffic"/>.</summary>
    public void CopyTo(Span<long> lanes) => (lanes[0], lanes[1], lanes[2]) = (Impressions, Clicks, CostMicros);

    public static bool InRange(long sum) => sum is >= -SumMax and <= SumMax;
}
