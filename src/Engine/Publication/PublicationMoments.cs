namespace Millrace.Engine.Publication;

/// <summary>
/// The moments at which a partition publishes a dataset: one each cadence for each quarter of the UTC hour in which windows begin
/// (docs/decisions/0002). Times are in unix seconds.
/// </summary>
internal readonly struct PublicationMoments
{
    public const int Quarters = 4;
    private const int Hour = 3600;
    private const int Quarter = Hour / Quarters;

    private readonly long cadence;
    private readonly long delay;

    public PublicationMoments(PublicationPolicy policy, int partition)
    {
        cadence = (long)policy.Cadence.TotalSeconds;

        // The share of a partition is the same for all datasets of one policy: they are written in one burst, in one commit.
        var share = ((uint)partition * 2654435769u) % (uint)(1 + (int)policy.Spread.TotalSeconds);
        delay = (long)policy.Grace.TotalSeconds + share;
    }

    /// <summary>In which quarter of the UTC hour a window begins.</summary>
    public static int QuarterOf(long start) => (int)(Modulo(start, Hour) / Quarter);

    /// <summary>Whether the hour of a window is over, and the grace after it.</summary>
    public bool IsClosed(long start, long now) => start + Hour + delay <= now;

    /// <summary>The first moment after a time.</summary>
    public long After(int quarter, long time) => time + cadence - Modulo(time - delay - (quarter * Quarter), cadence);

    /// <summary>At which moment a window is first published, at the latest.</summary>
    public long Of(long start) => After(QuarterOf(start), start + Hour + delay - 1);

    /// <summary>Windows that began so long before a moment have been published.</summary>
    public long ClosedBefore(long now) => now - Hour - delay - cadence;

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
