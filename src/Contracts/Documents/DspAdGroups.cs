using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Ad groups of DSP (contract, 4.25).</summary>
internal static class DspAdGroups
{
    public static DocumentDeclaration AdGroups { get; } =
        new(
            "adsp-adgroups",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                DspDocuments.Entity,
                DspDocuments.Campaign,
                Subject("adgroupId", "The ad group.") with
                {
                    OtherPaths = ["adGroupId"],
                },
                Text("name", "name", "Its name."),
                EntityVersion,
                Time("startDateTime", "start_date_time", "When it begins."),
                Time("endDateTime", "end_date_time", "When it ends."),
                DspDocuments.State,
                Text("inventoryType", "inventory_type", "On what kind of pages and apps its ads stand."),
                Word("creativeRotationType", "creative_rotation_type", "How its ads take turns.", "RANDOM", "WEIGHTED", "OTHER"),
                .. DspDocuments.Tags,
                .. DspDocuments.Frequencies,
                Texts(
                    "advertisedProductCategoryIds",
                    "advertised_product_category_ids",
                    "Categories of the advertised products."
                ),
                .. DspDocuments.BudgetCaps,
                Number("pacing.catchupPercentage", "pacing.catchup_percentage", "How fast a lag is made up, in percent."),
                Word(
                    "pacing.deliveryProfile",
                    "pacing.delivery_profile",
                    "How the budget is spread over time.",
                    "EVENLY",
                    "FRONT_LOADED",
                    "ASAP",
                    "OTHER"
                ),
                Text("bid.currencyCode", "currency", "ISO 4217 code of the currency of its bids."),
                Number("bid.baseBid", "base_bid", "The bid from which others are made, in currency units."),
                Number(
                    "bid.maxAverageCpm",
                    "max_average_bid",
                    "What a thousand impressions may cost on average, in currency units."
                ),
                Flag("optimization.budgetOptimization", "budget_optimization", "Whether the platform shares the budget out."),
                Word(
                    "optimization.bidStrategy",
                    "bid_strategy",
                    "What bids are made for.",
                    "SPEND_BUDGET_IN_FULL",
                    "MAXIMIZE_PERFORMANCE",
                    "USE_CAMPAIGN_STRATEGY"
                ),
                Texts(
                    "targetingSettings.siteLanguage",
                    "targeting_settings.site_language",
                    "ISO 639-1 codes of the languages of pages; of the inventory types STANDARD_DISPLAY and VIDEO."
                ),
                Word(
                    "targetingSettings.amazonViewability.viewablitiyTier",
                    "targeting_settings.amazon_viewability.viewability_tier",
                    "How likely an ad has to be seen.",
                    "ALL_TIERS",
                    "GREATER_THAN_70_PERCENT",
                    "GREATER_THAN_60_PERCENT",
                    "GREATER_THAN_50_PERCENT",
                    "GREATER_THAN_40_PERCENT",
                    "LESS_THAN_40_PERCENT",
                    "OTHER"
                ) with
                {
                    OtherPaths = ["targetingSettings.amazonViewability.viewabilityTier"],
                },
                Flag(
                    "targetingSettings.amazonViewability.includeUnmeasurableImpressions",
                    "targeting_settings.amazon_viewability.include_unmeasurable_impressions",
                    "Whether places of which that is not known count in."
                ),
                Word(
                    "targetingSettings.timeZoneType",
                    "targeting_settings.time_zone_type",
                    "Whose clock times of day go by.",
                    "VIEWER",
                    "ADVERTISER_REGION"
                ),
                Word(
                    "targetingSettings.userLocation",
                    "targeting_settings.user_location",
                    "Where those live who see it.",
                    "EVERYWHERE",
                    "NON_US",
                    "OTHER"
                ),
                Word(
                    "targetingSettings.userLocationSignal",
                    "targeting_settings.user_location_signal",
                    "By what that is judged.",
                    "CURRENT",
                    "MULTIPLE_SIGNALS",
                    "OTHER"
                ),
                Creation("creationDateTime"),
                LastUpdated("lastUpdatedDateTime"),
            ]
        )
        {
            Title = "DSP ad groups",
            About = "The newest form of an ad group of DSP, sent when it changes.",
            Notes =
            [
                "The documents' table has `adgroupId`, their sample `adGroupId`. Millrace follows the table; the landing reads either.",
                "`viewablitiyTier` is spelled so in table and sample. The landing also reads `viewabilityTier`.",
                "The sample has `advertisedProductCategoryIds` as a text that looks like an array, the table calls it an array of texts. "
                    + "Millrace sends an array.",
            ],
            Key = ["adgroupId"],
            Kinds = ["ad_group"],
            IsDsp = true,
            Releases = ["The first version."],
        };
}
