using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Crediting;

/// <summary>The measures of DSP's conversions and clickstream (contract, 4.20 and 4.21; docs/attribution.md).</summary>
internal static class Measures
{
    public static IReadOnlyList<Measure> Conversion { get; } =
    [
        Promoted("purchases", EventKind.Purchase),
        Promoted("new_to_brand_purchases", EventKind.Purchase) with
        {
            IsNewToBrand = true,
        },
        Split("total_purchases", EventKind.Purchase),
        Split("total_new_to_brand_purchases", EventKind.Purchase) with
        {
            IsNewToBrand = true,
        },
        Split("purchases_brand_halo", EventKind.Purchase) with
        {
            Match = ProductMatch.Halo,
        },
        Split("new_to_brand_purchases_brand_halo", EventKind.Purchase) with
        {
            Match = ProductMatch.Halo,
            IsNewToBrand = true,
        },
        Split("app_subscription_sign_up_free_trial", EventKind.AppSignUpFreeTrial),
        Split("app_subscription_sign_up_paid", EventKind.AppSignUpPaid),
        Split("app_subscription_sign_up", EventKind.AppSignUpFreeTrial, EventKind.AppSignUpPaid),
        new("units_sold", Quantity.Units, EventKind.Purchase)
        {
            Match = ProductMatch.Promoted,
            Clicks = "units_sold_promoted_clicks",
        },
        new("new_to_brand_units_sold", Quantity.Units, EventKind.Purchase) { Match = ProductMatch.Promoted, IsNewToBrand = true },
        new("total_units_sold", Quantity.Units, EventKind.Purchase) { Clicks = "units_sold_clicks" },
        new("total_new_to_brand_units_sold", Quantity.Units, EventKind.Purchase) { IsNewToBrand = true },
        new("sales", Quantity.Sales, EventKind.Purchase) { Match = ProductMatch.Promoted },
        new("new_to_brand_product_sales", Quantity.Sales, EventKind.Purchase)
        {
            Match = ProductMatch.Promoted,
            IsNewToBrand = true,
        },
        new("total_sales", Quantity.Sales, EventKind.Purchase) { Clicks = "sales_clicks" },
        new("total_new_to_brand_product_sales", Quantity.Sales, EventKind.Purchase) { IsNewToBrand = true },
    ];

    public static IReadOnlyList<Measure> Clickstream { get; } =
    [
        Promoted("add_to_cart", EventKind.AddToCart),
        Promoted("add_to_list", EventKind.AddToList),
        Stemmed("detail_page_views", "detail_page_view", EventKind.PageView) with
        {
            Match = ProductMatch.Promoted,
        },
        Promoted("subscribe_and_save", EventKind.SubscribeAndSave),
        Promoted("product_review_page_visits", EventKind.ProductReviewVisit),
        Split("total_add_to_cart", EventKind.AddToCart),
        Split("total_add_to_list", EventKind.AddToList),
        Stemmed("total_detail_page_views", "total_detail_page_view", EventKind.PageView),
        Split("total_subscribe_and_save", EventKind.SubscribeAndSave),
        Split("total_product_review_page_visits", EventKind.ProductReviewVisit),
        Stemmed("new_to_brand_detail_page_views", "new_to_brand_detail_page_view", EventKind.PageView) with
        {
            Match = ProductMatch.Promoted,
            IsNewToBrand = true,
        },
        Stemmed("total_new_to_brand_dpvs", "total_new_to_brand_dpv", EventKind.PageView) with
        {
            IsNewToBrand = true,
        },
        Split("add_to_watchlist", EventKind.AddToWatchlist),
        Split("video_downloads", EventKind.VideoDownload),
        Split("downloaded_video_plays", EventKind.DownloadedVideoPlay),
        Split("play_trailers", EventKind.TrailerPlay),
        Split("video_streams", EventKind.VideoStream),
        Split("rentals", EventKind.Rental),
        Split("skill_invocation", EventKind.SkillInvocation),
        Split("brand_searches", EventKind.BrandedSearch),
        Split("click_to_apply", EventKind.ClickToApply),
        Split("off_amazon_other", EventKind.OffPlatformOther),
        Stemmed("off_amazon_page_views", "off_amazon_page_view", EventKind.OffPlatformPageView),
        Split("off_amazon_search", EventKind.OffPlatformSearch),
        Split("off_amazon_contact", EventKind.OffPlatformContact),
        Split("off_amazon_checkout", EventKind.OffPlatformCheckout),
        Split("off_amazon_lead", EventKind.OffPlatformLead),
        new("off_amazon_signup", Quantity.Orders, EventKind.OffPlatformSignup)
        {
            Whole = null,
            Views = "off_amazon_signup_views",
        },
        Stemmed("off_amazon_mobile_app_starts", "off_amazon_mobile_app_first_start", EventKind.OffPlatformAppStart),
        Split("off_amazon_subscribe", EventKind.OffPlatformSubscribe),
        Split("off_amazon_add_to_shopping_cart", EventKind.OffPlatformAddToCart),
        Split("off_amazon_purchases", EventKind.OffPlatformPurchase),
        new("off_amazon_product_sales", Quantity.Sales, EventKind.OffPlatformPurchase),
        Split("off_amazon_application", EventKind.OffPlatformApplication),
        new("off_amazon", Quantity.Orders, [.. Enum.GetValues<EventKind>().Where(kind => kind.IsOffPlatform())])
        {
            Whole = null,
            Clicks = "off_amazon_clicks",
            Views = "off_amazon_views",
        },
    ];

    private static Measure Split(string name, params EventKind[] kinds) =>
        new(name, Quantity.Orders, kinds) { Clicks = $"{name}_clicks", Views = $"{name}_views" };

    private static Measure Promoted(string name, EventKind kind) => Split(name, kind) with { Match = ProductMatch.Promoted };

    private static Measure Stemmed(string name, string stem, EventKind kind) =>
        new(name, Quantity.Orders, kind) { Clicks = $"{stem}_clicks", Views = $"{stem}_views" };
}
