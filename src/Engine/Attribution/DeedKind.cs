namespace Millrace.Engine.Attribution;

/// <summary>
/// What a shopper did, or what takes part of it or all of it back. The names are those of the event types, the numbers are stored:
/// a new kind gets the next one.
/// </summary>
internal enum DeedKind : byte
{
    /// <summary>Takes units and sales of a purchase back.</summary>
    Return = 1,

    /// <summary>Takes a deed or a return back as a whole.</summary>
    Invalidation = 2,
    Purchase = 3,
    PageView = 4,
    AddToCart = 5,
    AddToList = 6,
    SubscribeAndSave = 7,
    ProductReviewVisit = 8,
    BrandedSearch = 9,
    AddToWatchlist = 10,
    VideoDownload = 11,
    DownloadedVideoPlay = 12,
    TrailerPlay = 13,
    VideoStream = 14,
    Rental = 15,
    SkillInvocation = 16,
    ClickToApply = 17,
    AppSignUpFreeTrial = 18,
    AppSignUpPaid = 19,
    OffPlatformPageView = 20,
    OffPlatformSearch = 21,
    OffPlatformContact = 22,
    OffPlatformCheckout = 23,
    OffPlatformLead = 24,
    OffPlatformSignup = 25,
    OffPlatformAppStart = 26,
    OffPlatformSubscribe = 27,
    OffPlatformAddToCart = 28,
    OffPlatformApplication = 29,
    OffPlatformOther = 30,
    OffPlatformPurchase = 31,
}

internal static class DeedKinds
{
    /// <summary>It was done on the advertiser's own site.</summary>
    public static bool IsOffPlatform(this DeedKind kind) =>
        kind is >= DeedKind.OffPlatformPageView and <= DeedKind.OffPlatformPurchase;
}
