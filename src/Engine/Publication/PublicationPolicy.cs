namespace Millrace.Engine.Publication;

/// <summary>When one dataset is published, and for how long its hours may change (contract, section 5). Times are of the platform.</summary>
public sealed record PublicationPolicy
{
    /// <summary>How often it is published. It divides a day, so that the moments are the same every day.</summary>
    public TimeSpan Cadence { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after a window's end it is first published: late events of the hour still find it open.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Partitions take their turns up to this much apart, so that not all publish in one moment.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// How old what happened may be, by its own time, for what was told of it to change: clicks that are found invalid, deeds that come
    /// late or are taken back.
    /// </summary>
    public required TimeSpan Horizon { get; init; }

    /// <summary>In the words of its settings.</summary>
    public override string ToString() =>
        $"cadence {PolicyBounds.Text(Cadence)}, grace {PolicyBounds.Text(Grace)}, spread {PolicyBounds.Text(Spread)}, horizon {PolicyBounds.Text(Horizon)}";

    /// <summary>After how long at most everything of an hour that begins now is published.</summary>
    public TimeSpan LongestWait =>
        TimeSpan.FromHours(1) + Grace + Spread + (TimeSpan.FromHours(1).Ticks % Cadence.Ticks == 0 ? TimeSpan.Zero : Cadence);
}
