namespace Millrace.Contracts.Datasets;

/// <summary>Fields that the datasets of DSP share.</summary>
internal static class DspFields
{
    public const string NoCurrency =
        "No document of DSP has a `currency`: amounts are in that of the DSP advertiser, which the landing cannot know.";

    public const string OneSpelling =
        "DSP writes `adgroup_id` where sponsored ads write `ad_group_id`; the documents of this dataset have only `adgroup_id`, the "
        + "landing reads either.";

    public const string Times =
        "No live record of DSP is known, and the documented sample has no real time in it. `time_window_start` is taken to carry an "
        + "offset, as in sponsored ads; a record whose time has none goes to the quarantine. `advertiser_timezone` names the zone.";

    /// <summary>What tells one cell from another, in the order of a cell's key.</summary>
    public static IReadOnlyList<string> Dimensions { get; } =
    [
        "campaign_id",
        "adgroup_id",
        "creative_id",
        "placement_name",
        "site",
        "supply_source_name",
        "country",
        "region",
        "device",
        "deal_id",
        "proposal_id",
        "dsp_entity_id",
    ];

    /// <summary>What is told of creatives, deals and the advertiser, apart from events.</summary>
    public static IReadOnlyList<FieldValue> Attributes { get; } =
    [
        Known("creative_name", 0),
        Known("creative_language", 1),
        Known("creative_size", 2),
        Known("creative_type", 3),
        Known("deal", 4),
        Known("deal_type", 5),
        Known("advertiser_name", 6),
        Known("advertiser_country", 7) with
        {
            Instead = FieldSource.Country,
        },
        Known("advertiser_timezone", 8) with
        {
            Instead = FieldSource.TimeZone,
        },
    ];

    /// <summary>Which of the dimensions come in few combinations.</summary>
    public static IReadOnlyList<DimensionGroup> Groups { get; } =
    [
        new([0, 1, 2], [0, 1, 2, 3]) { Of = Described.Creative, IdPlace = 2 },
        new([3, 4, 5], []),
        new([6, 7], []),
        new([8], []),
        new([9, 10], [4, 5]) { Of = Described.Deal },
        new([11], []),
    ];

    /// <summary>What all rows share; stands behind the other groups.</summary>
    public static DimensionGroup OfAdvertiser { get; } = new([], [6, 7, 8]) { Of = Described.Advertiser };

    /// <summary>What each version brought.</summary>
    public static IReadOnlyList<string> Releases { get; } =
    ["The first version.", "Records tell what is known of the advertiser, the creative and the deal when they are published."];

    /// <summary>The fields before the metrics; whatever is not needed to say whose figures they are may be absent.</summary>
    public static IReadOnlyList<DatasetField> Head { get; } =
    [
        Fields.DatasetId,
        Fields.IdempotencyId,
        Fields.WindowStart,
        Fields.OptionalDimension("adgroup_id", "The ad group, which reports call the line item.") with
        {
            OtherNames = ["ad_group_id"],
        },
        Fields.Attribute("advertiser_country", "Where the advertiser is; where nobody has said, the country of the marketplace."),
        Fields.AdvertiserId,
        Fields.Attribute("advertiser_name", "What the advertiser is called."),
        Fields.Attribute("advertiser_timezone", "The zone of the advertiser's hours, by its IANA name."),
        Fields.OptionalDimension("country", "Where the ad was shown."),
        Fields.OptionalDimension("creative_id", "The creative."),
        Fields.Attribute("creative_language", "The creative's language."),
        Fields.Attribute("creative_name", "What the creative is called."),
        Fields.Attribute("creative_size", "The creative's size."),
        Fields.Attribute("creative_type", "The creative's kind."),
        Fields.Attribute("deal", "What the deal is called under which the place was bought."),
        Fields.OptionalDimension("deal_id", "The deal."),
        Fields.Attribute("deal_type", "The deal's kind."),
        Fields.OptionalDimension("device", "On what kind of device the ad was shown."),
        Fields.OptionalDimension("dsp_entity_id", "The DSP entity to which the advertiser belongs."),
        Fields.OptionalDimension("placement_name", "The place at which the ad was shown."),
        Fields.OptionalDimension("proposal_id", "The proposal from which the deal came."),
        Fields.OptionalDimension("region", "In which part of the country the ad was shown."),
        Fields.OptionalDimension("site", "The site or app on which the ad was shown."),
        Fields.OptionalDimension("supply_source_name", "From whom the place was bought."),
        Fields.MarketplaceId,
        Fields.Dimension("campaign_id", "The campaign, which reports call the order."),
    ];

    /// <summary>A figure in all, and the parts of it that are credited to clicks and to views.</summary>
    /// <param name="stem">The name before _clicks and _views, where it is not that of the whole.</param>
    /// <param name="otherName">Another name of the whole.</param>
    public static IEnumerable<DatasetField> Split(string name, string about, string? stem = null, string? otherName = null) =>
        [
            Fields.Count(name, $"{about}.") with
            {
                OtherNames = otherName is null ? [] : [otherName],
            },
            Fields.Count($"{stem ?? name}_clicks", $"{about}, credited to a click."),
            Fields.Count($"{stem ?? name}_views", $"{about}, credited to a view."),
        ];

    private static FieldValue Known(string field, int part) =>
        new(field, FieldSource.Attribute, part) { Since = 2, Missing = null };
}
