namespace Millrace.Engine.Publication;

/// <summary>When deltas of traffic are written out (contract, section 5).</summary>
public sealed record PublicationPolicy
{
    /// <summary>How long after a window's end it is first published: late events of the hour still find it open.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long windows stay in memory; older ones are on disk and come back for a late event.</summary>
    public TimeSpan WarmFor { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Partitions take their turns up to this much apart, so that not all publish in one moment.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromMinutes(4);
}
