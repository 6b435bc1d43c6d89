using Millrace.Engine.Attribution;

namespace Millrace.Engine.Crediting;

/// <summary>The measures of DSP's conversions and clickstream (contract, 4.20 and 4.21; docs/attribution.md).</summary>
internal static class Measures
{
    public static IReadOnlyList<Measure> Conversion { get; } =
    [
        Promoted("purchases", DeedKind.Purchase),
        Promoted("new_to_brand_purchases", DeedKind.Purchase) with
        {
            IsNewToBrand = true,
        },
        Split("total_purchases", DeedKind.Purchase),
        Split("total_new_to_brand_purchases", DeedKind.Purchase) with
        {
            IsNewToBrand = true,
        },
        Split("purchases_brand_halo", DeedKind.Purchase) with
        {
            Match = ProductMatch.Halo,
        },
        Split("new_to_brand_purchases_brand_halo", DeedKind.Purchase) with
        {
            Match = ProductMatch.Halo,
            IsNewToBrand = true,
        },
        Split("app_subscription_sign_up_free_trial", DeedKind.AppSignUpFreeTrial),
        Split("app_subscription_sign_up_paid", DeedKind.AppSignUpPaid),
        Split("app_subscription_sign_up", DeedKind.AppSignUpFreeTrial, DeedKind.AppSignUpPaid),
        new("units_sold", Quantity.Units, DeedKind.Purchase)
        {
            Match = ProductMatch.Promoted,
            Clicks = "units_sold_promoted_clicks",
        },
        new("new_to_brand_units_sold", Quantity.Units, DeedKind.Purchase) { Match = ProductMatch.Promoted, IsNewToBrand = true },
        new("total_units_sold", Quantity.Units, DeedKind.Purchase) { Clicks = "units_sold_clicks" },
        new("total_new_to_brand_units_sold", Quantity.Units, DeedKind.Purchase) { IsNewToBrand = true },
        new("sales", Quantity.Sales, DeedKind.Purchase) { Match = ProductMatch.Promoted },
        new("new_to_brand_product_sales", Quantity.Sales, DeedKind.Purchase)
        {
            Match = ProductMatch.Promoted,
            IsNewToBrand = true,
        },
        new("total_sales", Quantity.Sales, DeedKind.Purchase) { Clicks = "sales_clicks" },
        new("total_new_to_brand_product_sales", Quantity.Sales, DeedKind.Purchase) { IsNewToBrand = true },
    ];

    public static IReadOnlyList<Measure> Clickstream { get; } =
    [
        Promoted("add_to_cart", DeedKind.AddToCart),
        Promoted("add_to_list", DeedKind.AddToList),
        Stemmed("detail_page_views", "detail_page_view", DeedKind.PageView) with
        {
            Match = ProductMatch.Promoted,
        },
        Promoted("subscribe_and_save", DeedKind.SubscribeAndSave),
        Promoted("product_review_page_visits", DeedKind.ProductReviewVisit),
        Split("total_add_to_cart", DeedKind.AddToCart),
        Split("total_add_to_list", DeedKind.AddToList),
        Stemmed("total_detail_page_views", "total_detail_page_view", DeedKind.PageView),
        Split("total_subscribe_and_save", DeedKind.SubscribeAndSave),
        Split("total_product_review_page_visits", DeedKind.ProductReviewVisit),
        Stemmed("new_to_brand_detail_page_views", "new_to_brand_detail_page_view", DeedKind.PageView) with
        {
            Match = ProductMatch.Promoted,
            IsNewToBrand = true,
        },
        Stemmed("total_new_to_brand_dpvs", "total_new_to_brand_dpv", DeedKind.PageView) with
        {
            IsNewToBrand = true,
        },
        Split("add_to_watchlist", DeedKind.AddToWatchlist),
        Split("video_downloads", DeedKind.VideoDownload),
        Split("downloaded_video_plays", DeedKind.DownloadedVideoPlay),
        Split("play_trailers", DeedKind.TrailerPlay),
        Split("video_streams", DeedKind.VideoStream),
        Split("rentals", DeedKind.Rental),
        Split("skill_invocation", DeedKind.SkillInvocation),
        Split("brand_searches", DeedKind.BrandedSearch),
        Split("click_to_apply", DeedKind.ClickToApply),
        Split("off_amazon_other", DeedKind.OffPlatformOther),
        Stemmed("off_amazon_page_views", "off_amazon_page_view", DeedKind.OffPlatformPageView),
        Split("off_amazon_search", DeedKind.OffPlatformSearch),
        Split("off_amazon_contact", DeedKind.OffPlatformContact),
        Split("off_amazon_checkout", DeedKind.OffPlatformCheckout),
        Split("off_amazon_lead", DeedKind.OffPlatformLead),
        new("off_amazon_signup", Quantity.Orders, DeedKind.OffPlatformSignup) { Whole = null, Views = "off_amazon_signup_views" },
        Stemmed("off_amazon_mobile_app_starts", "off_amazon_mobile_app_first_start", DeedKind.OffPlatformAppStart),
        Split("off_amazon_subscribe", DeedKind.OffPlatformSubscribe),
        Split("off_amazon_add_to_shopping_cart", DeedKind.OffPlatformAddToCart),
        Split("off_amazon_purchases", DeedKind.OffPlatformPurchase),
        new("off_amazon_product_sales", Quantity.Sales, DeedKind.OffPlatformPurchase),
        Split("off_amazon_application", DeedKind.OffPlatformApplication),
        new("off_amazon", Quantity.Orders, [.. Enum.GetValues<DeedKind>().Where(kind => kind.IsOffPlatform())])
        {
            Whole = null,
            Clicks = "off_amazon_clicks",
            Views = "off_amazon_views",
        },
    ];

    private static Measure Split(string name, params DeedKind[] kinds) =>
        new(name, Quantity.Orders, kinds) { Clicks = $"{name}_clicks", Views = $"{name}_views" };

    private static Measure Promoted(string name, DeedKind kind) => Split(name, kind) with { Match = ProductMatch.Promoted };

    private static Measure Stemmed(string name, string stem, DeedKind kind) =>
        new(name, Quantity.Orders, kind) { Clicks = $"{stem}_clicks", Views = $"{stem}_views" };
}
