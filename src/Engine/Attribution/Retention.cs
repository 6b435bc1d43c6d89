namespace Millrace.Engine.Attribution;

/// <summary>How long rows live: until their events and their arrival are both so old.</summary>
/// <param name="EventDays">Age by event time.</param>
/// <param name="ArrivalDays">Age since they were taken in: what old files bring stays until the rest of them has come.</param>
internal readonly record struct Retention(int EventDays, int ArrivalDays)
{
    /// <summary>No dataset changes for longer: what is kept of shoppers follows from it.</summary>
    public const int ChangeDays = 60;

    private const int DaySeconds = 86_400;
    private const int ImportDays = 14;

    /// <summary>A deed may be 60 days old when it comes, its touch 30 days older than it.</summary>
    public static Retention Touches { get; } = new(ChangeDays + 30, ImportDays);

    /// <summary>A deed, and what takes it back, may be 60 days old; 30 more in which an import still finds its repeats.</summary>
    public static Retention Deeds { get; } = new(ChangeDays + 30, ImportDays);

    /// <summary>A deed of 60 days is new to a brand by the 365 days before it.</summary>
    public static Retention Purchases { get; } = new(365 + ChangeDays, ImportDays);

    /// <param name="now">Platform time, unix seconds.</param>
    public long NewestBefore(long now) => now - ((long)EventDays * DaySeconds);

    /// <inheritdoc cref="NewestBefore"/>
    public long ArrivedBefore(long now) => now - ((long)ArrivalDays * DaySeconds);
}
