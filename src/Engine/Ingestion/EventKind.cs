using Millrace.Engine.Attribution;

namespace Millrace.Engine.Ingestion;

/// <summary>The types of event (docs/ingest-events.md); what belongs together stands together.</summary>
internal enum EventKind : byte
{
    None,

    // What happens to an ad.
    Impression,
    Click,
    ViewableImpression,
    MeasurableImpression,
    Fee,
    Video5SecondView,
    VideoStart,
    VideoFirstQuartile,
    VideoMidpoint,
    VideoThirdQuartile,
    VideoComplete,
    VideoMute,
    VideoUnmute,
    VideoPause,
    VideoResume,
    AudioStart,
    AudioFirstQuartile,
    AudioMidpoint,
    AudioThirdQuartile,
    AudioComplete,
    AudioMute,
    AudioUnmute,
    AudioPause,
    AudioResume,
    AudioRewind,
    AudioSkip,
    AudioProgression,
    AudioView,
    AudioCompanionClick,
    AudioCompanionView,

    // What shoppers do.
    Purchase,
    PageView,
    AddToCart,
    AddToList,
    SubscribeAndSave,
    ProductReviewVisit,
    BrandedSearch,
    AddToWatchlist,
    VideoDownload,
    DownloadedVideoPlay,
    TrailerPlay,
    VideoStream,
    Rental,
    SkillInvocation,
    ClickToApply,
    AppSignUpFreeTrial,
    AppSignUpPaid,
    OffPlatformPageView,
    OffPlatformSearch,
    OffPlatformContact,
    OffPlatformCheckout,
    OffPlatformLead,
    OffPlatformSignup,
    OffPlatformAppStart,
    OffPlatformSubscribe,
    OffPlatformAddToCart,
    OffPlatformApplication,
    OffPlatformOther,
    OffPlatformPurchase,

    AttributedConversion,
    Return,
    Invalidation,
}

/// <summary>What kinds of event have in common.</summary>
internal static class EventKinds
{
    public const int Count = (int)EventKind.Invalidation + 1;

    /// <summary>It happens to an ad and is counted as it comes.</summary>
    public static bool IsOfAd(this EventKind kind) => kind is >= EventKind.Impression and <= EventKind.AudioCompanionView;

    /// <summary>A shopper does it.</summary>
    public static bool IsDeed(this EventKind kind) => kind is >= EventKind.Purchase and <= EventKind.OffPlatformPurchase;

    /// <summary>The deed, or return, that the kind is.</summary>
    public static DeedKind Deed(this EventKind kind) => Deeds[(int)kind];

    private static readonly DeedKind[] Deeds =
    [
        .. Enum.GetValues<EventKind>().Select(kind => Enum.TryParse<DeedKind>(kind.ToString(), out var deed) ? deed : default),
    ];
}
