namespace Millrace.Contracts.Datasets;

/// <summary>The datasets of Sponsored Products (contract, 4.3 and 4.4).</summary>
internal static class SponsoredProducts
{
    private static readonly string[] Dimensions = ["campaign_id", "ad_group_id", "ad_id", "keyword_id", "placement"];

    private static readonly FieldValue[] Texts =
    [
        new("keyword_text", FieldSource.Attribute, 0) { Missing = "Placeholder keyword" },
        new("match_type", FieldSource.Attribute, 1),
    ];

    private static readonly DatasetField KeywordId = Fields.Dimension(
        "keyword_id",
        "The keyword, or the target: both have their id here."
    );

    private static readonly DatasetField Placement = Fields.Dimension("placement", "Where on the page the ad stood.") with
    {
        OtherNames = ["placement_type"],
    };

    private static readonly int[] Days = [1, 7, 14, 30];

    public static DatasetDeclaration Traffic { get; } =
        new DatasetDeclaration(
            "sp-traffic",
            1,
            [
                .. SponsoredFields.Head,
                KeywordId,
                Fields.Attribute(
                    "keyword_text",
                    "The keyword or the targeting expression. While it is not known yet, `Placeholder keyword`."
                ),
                Fields.Attribute(
                    "match_type",
                    "`BROAD`, `PHRASE` or `EXACT` for keywords, `TARGETING_EXPRESSION` or `TARGETING_EXPRESSION_PREDEFINED` for targets."
                ),
                Placement,
                Fields.WindowStart,
                SponsoredFields.Clicks,
                SponsoredFields.Impressions,
                SponsoredFields.Cost,
            ]
        )
        {
            Title = "Sponsored Products traffic",
            About = "What changed in one hour's clicks, impressions and cost of an ad, a keyword or target, and a placement.",
            Notes = [OneSpelling],
            Releases = ["The first version."],
        }.Produced(Dimensions, Texts, [new([0, 1, 2], []), new([3], [0, 1]), new([4], [])], ["impressions", "clicks", "cost"]);

    public static DatasetDeclaration Conversion { get; } =
        new DatasetDeclaration(
            "sp-conversion",
            1,
            [
                .. SponsoredFields.Head,
                KeywordId,
                Placement,
                Fields.WindowStart,
                .. Attributed.Conversions.AfterClick(Days),
                .. Attributed.Conversions.SameSku(Days),
                .. Attributed.Sales.AfterClick(Days),
                .. Attributed.Sales.SameSku(Days),
                .. Attributed.Units.AfterClick(Days),
                .. Attributed.Units.SameSku(Days),
                .. Days.Select(Purchases),
            ]
        )
        {
            Title = "Sponsored Products conversions",
            About =
                "What changed in the orders, sales and units that are credited to the clicks of one hour. Join it with `sp-traffic` "
                + "for the keyword's text and match type, which it does not have.",
            Notes =
            [
                OneSpelling,
                "Live records were seen with `purchases_1d`, `purchases_7d`, `purchases_14d` and `purchases_30d`, which no document "
                    + "names. They have columns here, as counts, and are never sent by Millrace. A value that is no whole number stays "
                    + "in `unknown_fields` and costs the record nothing.",
                "Some live records belong to another ad product and have no traffic: a known fault of the original. They land as they come.",
            ],
            Releases = ["The first version."],
        }.Produced(Dimensions, [], [new([0, 1, 2], []), new([3], []), new([4], [])]);

    private const string OneSpelling =
        "Sponsored Brands writes `placement_type` where Sponsored Products writes `placement`, and DSP writes `adgroup_id` for "
        + "`ad_group_id`. The documents of this dataset have only `placement` and `ad_group_id`; the landing reads either.";

    private static DatasetField Purchases(int days) =>
        Fields.Count(
            FormattableString.Invariant($"purchases_{days}d"),
            "Not documented; by its name, purchases up to so many days after a click."
        ) with
        {
            IsLandedOnly = true,
        };
}
