namespace Millrace.Contracts.Datasets;

/// <summary>The clickstream of DSP (contract, 4.21).</summary>
internal static class DspClickstream
{
    public static DatasetDeclaration Clickstream { get; } =
        new DatasetDeclaration("adsp-clickstream", 2, [.. DspFields.Head, .. OnAmazon, .. Video, .. OfBrand, .. OffAmazon])
        {
            Title = "DSP clickstream",
            About =
                "What changed in what shoppers did, short of buying, that is credited to the ads of one hour, within 14 days.",
            Notes =
            [
                DspFields.OneSpelling,
                "The documented sample has `off_am_amazon_add_to_shopping_cart` where the table of fields has "
                    + "`off_amazon_add_to_shopping_cart`. The table's form was chosen, which its two neighbours share; the landing reads "
                    + "either.",
                "The documented sample shows `off_amazon_product_sales` as a whole number, the table of fields calls it an amount of "
                    + "currency. It is an amount; a whole number is one too.",
                "`off_amazon_signup_views` has neither a whole nor a part for clicks in any document. If they come they are kept in "
                    + "`unknown_fields`.",
                "Some wholes are in the plural and their parts are not: `detail_page_views` beside `detail_page_view_clicks`. "
                    + "`off_amazon_mobile_app_starts` stands beside `off_amazon_mobile_app_first_start_clicks`. Documents agree on both.",
                DspFields.NoCurrency,
                DspFields.Times,
            ],
            Releases = DspFields.Releases,
        }.Produced(DspFields.Dimensions, DspFields.Attributes, [.. DspFields.Groups, DspFields.OfAdvertiser]);

    private static IEnumerable<DatasetField> OnAmazon =>
        [
            .. DspFields.Split("add_to_cart", "Promoted products that were put into a cart"),
            .. DspFields.Split("add_to_list", "Promoted products that were put on a list"),
            .. DspFields.Split("detail_page_views", "Views of the promoted products' pages", "detail_page_view"),
            .. DspFields.Split("subscribe_and_save", "Subscriptions to a promoted product that began"),
            .. DspFields.Split("total_add_to_cart", "Products of the brand that were put into a cart"),
            .. DspFields.Split("total_add_to_list", "Products of the brand that were put on a list"),
            .. DspFields.Split("total_detail_page_views", "Views of the brand's product pages", "total_detail_page_view"),
            .. DspFields.Split("total_subscribe_and_save", "Subscriptions to a product of the brand that began"),
        ];

    private static IEnumerable<DatasetField> Video =>
        [
            .. DspFields.Split("add_to_watchlist", "Videos that were put on a watchlist"),
            .. DspFields.Split("video_downloads", "Videos that were downloaded"),
            .. DspFields.Split("downloaded_video_plays", "Plays of downloaded videos"),
            .. DspFields.Split("play_trailers", "Plays of trailers"),
            .. DspFields.Split("video_streams", "Videos that were streamed"),
            .. DspFields.Split("rentals", "Videos that were rented"),
            .. DspFields.Split("skill_invocation", "How often a voice skill was called"),
        ];

    private static IEnumerable<DatasetField> OfBrand =>
        [
            .. DspFields.Split(
                "total_new_to_brand_dpvs",
                "Views of the brand's product pages by shoppers who are new to it",
                "total_new_to_brand_dpv"
            ),
            .. DspFields.Split("total_product_review_page_visits", "Visits to the reviews of the brand's products"),
            .. DspFields.Split("brand_searches", "Searches that name the brand"),
            .. DspFields.Split("click_to_apply", "Clicks that lead to an application"),
            .. DspFields.Split("product_review_page_visits", "Visits to the reviews of the promoted products"),
            .. DspFields.Split(
                "new_to_brand_detail_page_views",
                "Views of the promoted products' pages by shoppers who are new to the brand",
                "new_to_brand_detail_page_view"
            ),
        ];

    private static IEnumerable<DatasetField> OffAmazon =>
        [
            .. DspFields.Split("off_amazon_other", "Other deeds on the advertiser's site"),
            .. DspFields.Split("off_amazon_page_views", "Page views on the advertiser's site", "off_amazon_page_view"),
            .. DspFields.Split("off_amazon_search", "Searches on the advertiser's site"),
            .. DspFields.Split("off_amazon_contact", "Requests for contact on the advertiser's site"),
            .. DspFields.Split("off_amazon_checkout", "Checkouts that began on the advertiser's site"),
            .. DspFields.Split("off_amazon_lead", "Leads on the advertiser's site"),
            Fields.Count("off_amazon_signup_views", "Registrations on the advertiser's site, credited to a view."),
            .. DspFields.Split(
                "off_amazon_mobile_app_starts",
                "First starts of the advertiser's app",
                "off_amazon_mobile_app_first_start"
            ),
            .. DspFields.Split("off_amazon_subscribe", "Subscriptions on the advertiser's site"),
            .. DspFields.Split(
                "off_amazon_add_to_shopping_cart",
                "Products that were put into a cart on the advertiser's site",
                otherName: "off_am_amazon_add_to_shopping_cart"
            ),
            .. DspFields.Split("off_amazon_purchases", "Purchases on the advertiser's site"),
            Fields.Money("off_amazon_product_sales", "Sales on the advertiser's site."),
            .. DspFields.Split("off_amazon_application", "Applications on the advertiser's site"),
            Fields.Count("off_amazon_clicks", "All deeds on the advertiser's site that are credited to a click."),
            Fields.Count("off_amazon_views", "All deeds on the advertiser's site that are credited to a view."),
        ];
}
