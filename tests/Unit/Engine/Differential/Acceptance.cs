namespace Millrace.Unit.Engine.Differential;

/// <summary>Which good lines count (docs/ingest-events.md): those that are neither too old nor repeats. Times are in seconds.</summary>
internal sealed class Acceptance
{
    public const long Day = 86_400;
    public const long FutureMax = 300;

    private readonly HashSet<(string Advertiser, string EventId)> known = [];

    public static bool Allows(RawEvent happened, long now) =>
        happened.Time <= now + FutureMax && now - happened.Time <= Oldest(happened);

    public static long Oldest(RawEvent happened) =>
        !happened.IsOfAd || happened.Subject == "attributed_conversion" ? 60 * Day
        : happened.Type == "invalidation" ? 73 * 3600
        : 14 * Day;

    /// <summary>Whether it is the first of its id.</summary>
    public bool IsNew(RawEvent happened) => happened.EventId is null || known.Add((happened.AdvertiserId, happened.EventId));
}
