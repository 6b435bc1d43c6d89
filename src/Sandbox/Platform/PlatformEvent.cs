using System.Globalization;

namespace Millrace.Sandbox.Platform;

/// <summary>One event line. Times are unix seconds.</summary>
public readonly struct PlatformEvent
{
    internal PlatformEvent(VirtualAccount account, VirtualTarget target, string adId, int placement)
    {
        Account = account;
        Target = target;
        AdId = adId;
        PlacementNumber = (byte)placement;
    }

    public VirtualAccount Account { get; }

    public PlatformEventKind Kind { get; internal init; }

    /// <summary>When it happened; for an invalidation, when what it takes away happened.</summary>
    public long Time { get; internal init; }

    /// <summary>When the platform sends it: late events and invalidations come after their time.</summary>
    public long ArrivesAt { get; internal init; }

    public int Count { get; internal init; }

    /// <summary>Cost in micros of the account's currency; for an invalidation what is taken away, not negative.</summary>
    public long CostMicros { get; internal init; }

    /// <summary>Null for impressions that are only counted. Unique within the account.</summary>
    public string? EventId => Text(Number);

    /// <summary>The event that an invalidation takes away, where that one has an id.</summary>
    public string? InvalidatesEventId => Text(InvalidatedNumber);

    public string CampaignId => Target.CampaignId;

    public string AdGroupId => Target.AdGroupId;

    public string AdId { get; }

    public string TargetId => Target.Id;

    public string KeywordText => Target.Text;

    public string MatchType => Target.MatchType;

    public string Placement => Placements.Names[PlacementNumber];

    public bool IsInvalidation => Kind >= PlatformEventKind.ImpressionInvalidation;

    internal VirtualTarget Target { get; }

    internal byte PlacementNumber { get; }

    /// <summary>The event's id as a number, 0 without one.</summary>
    internal long Number { get; init; }

    internal long InvalidatedNumber { get; init; }

    private static string? Text(long number) => number == 0 ? null : number.ToString("x16", CultureInfo.InvariantCulture);
}
