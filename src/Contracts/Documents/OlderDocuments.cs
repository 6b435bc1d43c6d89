using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Campaigns and ad groups of sponsored ads in the older, camelCase generation (contract, 4.14 and 4.15).</summary>
internal static class OlderDocuments
{
    internal static readonly string[] States = ["ENABLED", "PAUSED", "ARCHIVED", "USER_DELETED", "ENABLING", "OTHER"];

    internal static DocumentField Account { get; } =
        Text("accountId", "account_id", "The profile id of the advertiser; absent where the service does not know it.");

    internal static DocumentField State { get; } =
        Word("state", "state", "The state that the advertiser has set; `ARCHIVED` also when it is gone.", States) with
        {
            Renames = new Dictionary<string, string> { ["PROPOSED"] = "OTHER" },
        };

    public static DocumentDeclaration Campaigns { get; } =
        new(
            "campaigns",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                Subject("campaignId", "The campaign."),
                Account,
                Text("portfolioId", "portfolio_id", "The portfolio in which it is."),
                AdProduct("adProduct"),
                Word(
                    "productLocation",
                    "product_location",
                    "Where the advertised products are sold.",
                    "SOLD_ON_AMAZON",
                    "NOT_SOLD_ON_AMAZON",
                    "SOLD_ON_DTC"
                ),
                EntityVersion,
                Text("name", "name", "Its name."),
                Time("startDateTime", "start_date_time", "When it begins."),
                Time("endDateTime", "end_date_time", "When it ends; absent: never."),
                State,
                Map("tags", "tags[]", "What the advertiser marked it with."),
                Word(
                    "targetingSettings",
                    "targeting_type",
                    "Who chooses the targets: the platform or the advertiser.",
                    "auto",
                    "manual"
                ),
                Number("budget.budgetCap.monetaryBudget.amount", "budget.amount", "The budget, in currency units."),
                Text("budget.budgetCap.monetaryBudget.currencyCode", "budget.currency", "ISO 4217 code of its currency."),
                Word(
                    "budget.budgetCap.recurrence.recurrenceType",
                    "budget.recurrence",
                    "How often the budget begins anew.",
                    "DAILY",
                    "LIFETIME"
                ),
                BidSetting(
                    Word(
                        "bidStrategy",
                        "bid_strategy",
                        "How bids are made.",
                        "LEGACY_FOR_SALES",
                        "AUTO_FOR_SALES",
                        "MANUAL",
                        "RULE_BASED"
                    )
                ),
                BidSetting(
                    Word(
                        "placementBidAdjustment[].placement",
                        "placement_bid_adjustments[].placement",
                        "Where on the page the adjustment holds.",
                        "HOME",
                        "DETAIL_PAGE",
                        "OTHER",
                        "PLACEMENT_TOP",
                        "PLACEMENT_PRODUCT_PAGE",
                        "PLACEMENT_REST_OF_SEARCH",
                        "SITE_AMAZON_BUSINESS"
                    ) with
                    {
                        Renames = new Dictionary<string, string>
                        {
                            ["TOP_OF_SEARCH"] = "PLACEMENT_TOP",
                            ["REST_OF_SEARCH"] = "PLACEMENT_REST_OF_SEARCH",
                            ["PRODUCT_PAGE"] = "PLACEMENT_PRODUCT_PAGE",
                        },
                    }
                ),
                BidSetting(
                    Number(
                        "placementBidAdjustment[].percentage",
                        "placement_bid_adjustments[].percentage",
                        "By how many percent bids are raised there."
                    )
                ),
                BidSetting(Cohort(Number("percentage", "percentage", "By how many percent bids are raised for these shoppers."))),
                BidSetting(
                    Cohort(Word("shopperCohortType", "shopper_cohort_type", "What kind of group they are.", "AUDIENCE_SEGMENT"))
                ),
                BidSetting(
                    Cohort(
                        Text(
                            "audienceSegments[].audienceSegmentId",
                            "audience_segments[].audience_segment_id",
                            "An audience of the group."
                        )
                    )
                ),
                BidSetting(
                    Cohort(
                        Word(
                            "audienceSegments[].audienceSegmentType",
                            "audience_segments[].audience_segment_type",
                            "Where the audience comes from.",
                            "DSP_AMC",
                            "SPONSORED_ADS_AMC",
                            "BEHAVIOR_DYNAMIC"
                        )
                    )
                ),
                Creation("audit.creationDateTime"),
                LastUpdated("audit.lastUpdatedDateTime"),
            ]
        )
        {
            Title = "Campaigns",
            About = "The newest form of a campaign of sponsored ads, sent when it changes.",
            Notes =
            [
                "The documents' table has `bidSetting` at the top level, their sample inside `budget`. Millrace follows the table; the landing "
                    + "reads either.",
                "Documents name the recurrences `DAILY` and `LIFETIME`; Millrace also sends `MONTHLY` where the platform says so.",
                "The newer generation calls three placements by other words: `TOP_OF_SEARCH`, `REST_OF_SEARCH` and `PRODUCT_PAGE` are sent here as "
                    + "`PLACEMENT_TOP`, `PLACEMENT_REST_OF_SEARCH` and `PLACEMENT_PRODUCT_PAGE`, and its state `PROPOSED` as `OTHER`.",
                "Documents speak of snapshots, yet the original sends only what changes. A snapshot of Millrace is asked for.",
            ],
            Key = ["campaignId"],
            Kinds = ["campaign"],
            Releases = ["The first version."],
        };

    public static DocumentDeclaration AdGroups { get; } =
        new(
            "adgroups",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                Subject("adGroupId", "The ad group."),
                Text("name", "name", "Its name."),
                EntityVersion,
                Account,
                Text("campaignId", "campaign_id", "Its campaign."),
                AdProduct("adProduct"),
                Number(
                    "bidValue.defaultBid.value",
                    "default_bid",
                    "The bid for targets that have none of their own, in currency units."
                ),
                Text("bidValue.defaultBid.currencyCode", "currency", "ISO 4217 code of its currency."),
                State,
                Creation("audit.creationDateTime"),
                LastUpdated("audit.lastUpdatedDateTime"),
            ]
        )
        {
            Title = "Ad groups",
            About = "The newest form of an ad group of sponsored ads, sent when it changes.",
            Key = ["adGroupId"],
            Kinds = ["ad_group"],
            Releases = ["The first version."],
        };

    private static DocumentField BidSetting(DocumentField field) =>
        field with
        {
            Path = $"bidSetting.{field.Path}",
            OtherPaths = [$"budget.bidSetting.{field.Path}"],
        };

    private static DocumentField Cohort(DocumentField field) =>
        field with
        {
            Path = $"shopperCohortBidAdjustment[].{field.Path}",
            From = $"shopper_cohort_bid_adjustments[].{field.From}",
        };
}
