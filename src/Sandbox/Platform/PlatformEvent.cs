using System.Globalization;

namespace Millrace.Sandbox.Platform;

/// <summary>One event line. Times are unix seconds.</summary>
public readonly struct PlatformEvent
{
    /// <summary>Something that happens to an ad.</summary>
    internal PlatformEvent(VirtualAccount account, VirtualTarget target, VirtualAd? ad, VirtualPlace place)
    {
        Account = account;
        Target = target;
        Ad = ad;
        Place = place;
    }

    /// <summary>A deed, which is about no ad.</summary>
    internal PlatformEvent(VirtualAccount account)
    {
        Account = account;
        Place = VirtualPlace.None;
    }

    public VirtualAccount Account { get; }

    public PlatformEventKind Kind { get; internal init; }

    /// <summary>When it happened; for an invalidation, when what it takes away happened.</summary>
    public long Time { get; internal init; }

    /// <summary>When the platform sends it: late events and invalidations come after their time.</summary>
    public long ArrivesAt { get; internal init; }

    /// <summary>It takes an event of its kind back, whose time and figures it repeats.</summary>
    public bool IsInvalidation { get; internal init; }

    /// <summary>It was sent before, under the same id: it counts no second time.</summary>
    public bool IsRepeat { get; internal init; }

    public int Count { get; internal init; }

    /// <summary>
    /// Cost in micros of the account's currency, for DSP that of the place or a fee; for an invalidation what is taken away, not negative.
    /// </summary>
    public long CostMicros { get; internal init; }

    /// <summary>Null for what is only counted. Unique within the account.</summary>
    public string? EventId => Text(Number);

    /// <summary>The event that an invalidation takes away, where that one has an id.</summary>
    public string? InvalidatesEventId => Text(InvalidatedNumber);

    public string CampaignId => Target?.CampaignId ?? "";

    public string AdGroupId => Target?.AdGroupId ?? "";

    public string AdId => Ad?.Id ?? "";

    public string TargetId => Target?.Id ?? "";

    public string KeywordText => Target?.Text ?? "";

    public string MatchType => Target?.MatchType ?? "";

    public string Placement => Place.Placement;

    /// <summary>Null for deeds.</summary>
    public AdProduct? Product => Target?.Product;

    internal VirtualTarget? Target { get; }

    internal VirtualAd? Ad { get; }

    internal VirtualPlace Place { get; }

    /// <summary>Null for what is only counted.</summary>
    internal ShopperDetail? Shopper { get; init; }

    /// <summary>The event's id as a number, 0 without one.</summary>
    internal long Number { get; init; }

    internal long InvalidatedNumber { get; init; }

    private static string? Text(long number) => number == 0 ? null : number.ToString("x16", CultureInfo.InvariantCulture);
}
