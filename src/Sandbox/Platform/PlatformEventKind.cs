namespace Millrace.Sandbox.Platform;

/// <summary>What an event line says: the types of the wire, but for invalidations, which are of the type that they take back.</summary>
public enum PlatformEventKind : byte
{
    Impression,
    Click,
    ViewableImpression,
    MeasurableImpression,
    Fee,

    // Videos.
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

    // Audio ads.
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

    /// <summary>What an account that credits deeds itself has found.</summary>
    AttributedConversion,

    // Deeds.
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

    /// <summary>Part of a purchase comes back.</summary>
    Return,
}
