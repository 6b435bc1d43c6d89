namespace Millrace.Contracts.Datasets;

/// <summary>The datasets of Sponsored Brands (contract, 4.7 to 4.10).</summary>
internal static class SponsoredBrands
{
    private static readonly string[] Dimensions = ["campaign_id", "ad_group_id", "ad_id", "keyword_id", "placement_type"];

    private static readonly FieldValue[] Texts =
    [
        new("keyword_text", FieldSource.Attribute, 0) { Missing = "Placeholder keyword" },
        new("keyword_type", FieldSource.Attribute, 1),
    ];

    private static readonly DimensionGroup[] Groups = [new([0, 1, 2], []), new([3], [0, 1]), new([4], [])];

    private const string OneSpelling =
        "Sponsored Products writes `placement` for what is `placement_type` here, and DSP writes `adgroup_id` for `ad_group_id`. The "
        + "documents of this dataset have only `placement_type` and `ad_group_id`; the landing reads either.";

    private const string NewerCampaigns = "The original sends only campaigns that can have several ad groups (version 4).";

    private static readonly DatasetField[] Head =
    [
        Fields.IdempotencyId,
        Fields.DatasetId,
        Fields.MarketplaceId,
        Fields.WindowStart,
        SponsoredFields.CampaignId,
        SponsoredFields.AdId,
        SponsoredFields.AdGroupId,
        Fields.AdvertiserId,
        Fields.Dimension("keyword_id", "The keyword, or the target: both have their id here."),
        Fields.Attribute("keyword_text", "The keyword or the targeting expression."),
        Fields.Attribute("keyword_type", "What kind of keyword or targeting expression it is."),
        Fields.Dimension("placement_type", "Where on the page the ad stood.") with
        {
            OtherNames = ["placement"],
        },
    ];

    public static DatasetDeclaration Traffic { get; } =
        new DatasetDeclaration(
            "sb-traffic",
            1,
            [
                .. Head,
                SponsoredFields.Currency,
                SponsoredFields.Clicks,
                SponsoredFields.Cost,
                SponsoredFields.Impressions,
                Fields.Count("viewable_impressions", "Impressions that could be seen.") with
                {
                    OtherNames = ["view_impressions"],
                },
            ]
        )
        {
            Title = "Sponsored Brands traffic",
            About = "What changed in one hour's clicks, impressions and cost of an ad, a keyword or target, and a placement.",
            Notes =
            [
                OneSpelling,
                "Sponsored Display writes `view_impressions` for what is `viewable_impressions` here; the landing reads either.",
                NewerCampaigns,
            ],
            Releases = ["The first version."],
        }.Produced(Dimensions, Texts, Groups);

    public static DatasetDeclaration Conversion { get; } =
        new DatasetDeclaration(
            "sb-conversion",
            1,
            [
                .. Head,
                SponsoredFields.Currency,
                .. Attributed.Conversions.AfterClick(14),
                Attributed.Conversions.AfterViewOrClick,
                .. Attributed.Conversions.SameSku(14),
                .. Attributed.Sales.AfterClick(14),
                Attributed.Sales.AfterViewOrClick,
                .. Attributed.Sales.SameSku(14),
                .. Attributed.Units.AfterClick(14),
                Attributed.Units.AfterViewOrClick,
                .. Attributed.NewOrders.AfterClick(14),
                Attributed.NewOrders.AfterViewOrClick,
                .. Attributed.NewSales.AfterClick(14),
                Attributed.NewSales.AfterViewOrClick,
                .. Attributed.NewUnits.AfterClick(14),
                Attributed.NewUnits.AfterViewOrClick,
            ]
        )
        {
            Title = "Sponsored Brands conversions",
            About = "What changed in the orders, sales and units that are credited to the clicks, or the views, of one hour.",
            Notes = [OneSpelling, NewerCampaigns],
            Releases = ["The first version."],
        }.Produced(Dimensions, Texts, Groups);

    public static DatasetDeclaration Clickstream { get; } =
        new DatasetDeclaration(
            "sb-clickstream",
            1,
            [
                .. Head,
                .. Attributed.BrandedSearches.AfterClick(14),
                Attributed.BrandedSearches.AfterViewOrClick,
                .. Attributed.DetailPageViews.AfterClick(14),
                Attributed.DetailPageViews.AfterViewOrClick,
            ]
        )
        {
            Title = "Sponsored Brands clickstream",
            About = "What changed in the searches and page views that are credited to the clicks, or the views, of one hour.",
            Notes = [OneSpelling, NewerCampaigns, "It has no money, and so no `currency`."],
            Releases = ["The first version."],
        }.Produced(Dimensions, Texts, Groups);

    public static DatasetDeclaration RichMedia { get; } =
        new DatasetDeclaration(
            "sb-rich-media",
            1,
            [
                .. Head,
                Fields.Count("video_5_second_views", "Videos that ran for five seconds."),
                Fields.Count("video_complete_views", "Videos that ran to their end."),
                Fields.Count("video_first_quartile_views", "Videos that ran through their first quarter."),
                Fields.Count("video_midpoint_views", "Videos that ran to their middle."),
                Fields.Count("video_third_quartile_views", "Videos that ran through three quarters."),
                Fields.Count("video_unmutes", "How often the sound was switched on."),
            ]
        )
        {
            Title = "Sponsored Brands rich media",
            About = "What changed in how far the videos of one hour were watched.",
            Notes = [OneSpelling, NewerCampaigns, "It has no money, and so no `currency`."],
            Releases = ["The first version."],
        }.Produced(Dimensions, Texts, Groups);
}
