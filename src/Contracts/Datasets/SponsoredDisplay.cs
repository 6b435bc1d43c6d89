namespace Millrace.Contracts.Datasets;

/// <summary>The datasets of Sponsored Display (contract, 4.5 and 4.6).</summary>
internal static class SponsoredDisplay
{
    private static readonly string[] Dimensions = ["campaign_id", "ad_group_id", "ad_id", "target_id"];

    private static readonly DatasetField TargetId = Fields.Dimension("target_id", "The target by which the ad was shown.");

    private static readonly int[] Days = [1, 7, 14, 30];

    public static DatasetDeclaration Traffic { get; } =
        new DatasetDeclaration(
            "sd-traffic",
            1,
            [
                .. SponsoredFields.Head,
                TargetId,
                Fields.Attribute("targeting_text", "The target's expression."),
                Fields.WindowStart,
                SponsoredFields.Clicks,
                SponsoredFields.Impressions,
                Fields.Count("view_impressions", "Impressions that could be seen, of campaigns that pay for those.") with
                {
                    OtherNames = ["viewable_impressions"],
                },
                SponsoredFields.Cost,
            ]
        )
        {
            Title = "Sponsored Display traffic",
            About = "What changed in one hour's clicks, impressions and cost of an ad and a target.",
            Notes =
            [
                "Sponsored Brands and DSP write `viewable_impressions` for what is `view_impressions` here, and DSP writes "
                    + "`adgroup_id` for `ad_group_id`. The documents of this dataset have only `view_impressions` and `ad_group_id`; "
                    + "the landing reads either.",
                "Campaigns that were made before August 2021 are not whole in the original's stream.",
            ],
            Releases = ["The first version."],
        }.Produced(Dimensions, [new("targeting_text", FieldSource.Attribute, 0)], [new([0, 1, 2], []), new([3], [0])]);

    public static DatasetDeclaration Conversion { get; } =
        new DatasetDeclaration(
            "sd-conversion",
            1,
            [
                .. SponsoredFields.Head,
                TargetId,
                Fields.WindowStart,
                .. Attributed.Conversions.AfterClick(Days),
                Attributed.Conversions.AfterViewOrClick,
                .. Attributed.Conversions.SameSku(Days),
                .. Attributed.Sales.AfterClick(Days),
                Attributed.Sales.AfterViewOrClick,
                .. Attributed.Sales.SameSku(Days),
                .. Attributed.Units.AfterClick(Days),
                Attributed.Units.AfterViewOrClick,
                .. Attributed.NewOrders.AfterClick(14),
                .. Attributed.NewSales.AfterClick(14),
                .. Attributed.NewUnits.AfterClick(14),
                Attributed.NewOrders.AfterViewOrClick,
                Attributed.NewSales.AfterViewOrClick,
                Attributed.NewUnits.AfterViewOrClick,
            ]
        )
        {
            Title = "Sponsored Display conversions",
            About = "What changed in the orders, sales and units that are credited to the clicks, or the views, of one hour.",
            Notes =
            [
                "Units of the advertised product alone (`attributed_units_ordered_1d_same_sku` and the like) are in Sponsored Products "
                    + "only: no document has them here. If they come they are kept in `unknown_fields`.",
                "DSP writes `adgroup_id` for `ad_group_id`; the landing reads either.",
            ],
            Releases = ["The first version."],
        }.Produced(Dimensions, [], [new([0, 1, 2], []), new([3], [])]);
}
