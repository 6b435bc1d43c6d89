using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Campaigns of DSP and their flights (contract, 4.23 and 4.24).</summary>
internal static class DspDocuments
{
    private const string Code = "ISO 4217 code of the currency.";

    internal static DocumentField Entity { get; } =
        Text("dspEntityId", "dsp_entity_id", "The advertiser's account, as the platform's own pages name it.");

    internal static DocumentField Campaign { get; } = Text("campaignId", "campaign_id", "The campaign.");

    internal static DocumentField State { get; } =
        Word("state", "state", "The state that the advertiser has set; `ARCHIVED` when it is gone.", "ACTIVE", "INACTIVE");

    internal static IReadOnlyList<DocumentField> Frequencies { get; } =
    [
        Word(
            "frequencies[].type",
            "frequencies[].type",
            "Whether there is a limit to how often it is shown.",
            "UNCAPPED",
            "CUSTOM"
        ),
        Word(
            "frequencies[].timeUnit",
            "frequencies[].time_unit",
            "In what the limit's time is counted.",
            "DAYS",
            "HOURS",
            "OTHER"
        ),
        Whole("frequencies[].timeCount", "frequencies[].time_count", "How many of them the limit holds for."),
        Whole("frequencies[].maxImpressions", "frequencies[].max_impressions", "How often it is shown in that time at most."),
    ];

    internal static IReadOnlyList<DocumentField> BudgetCaps { get; } =
    [
        Number("budgetCaps[].monetaryBudget.amount", "budget_caps[].amount", "What may be spent, in currency units."),
        Text("budgetCaps[].monetaryBudget.currencyCode", "budget_caps[].currency", Code),
        Word(
            "budgetCaps[].recurrenceTimePeriod",
            "budget_caps[].recurrence",
            "How often the cap begins anew.",
            "DAILY",
            "MONTHLY",
            "OTHER"
        ),
    ];

    internal static IReadOnlyList<DocumentField> Tags { get; } =
    [
        Text("tags.comments", "comments", "What the advertiser noted."),
        Text("tags.purchaseOrderNumber", "purchase_order_number", "Number of the order under which it is paid."),
    ];

    public static DocumentDeclaration Campaigns { get; } =
        new(
            "adsp-campaigns",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                Entity,
                Subject("campaignId", "The campaign."),
                Text("name", "name", "Its name."),
                EntityVersion,
                Creation("creationDateTime"),
                LastUpdated("lastUpdatedDateTime"),
                Text("currencyCode", "currency", Code),
                State,
                Word(
                    "optimization.bidStrategy",
                    "bid_strategy",
                    "What bids are made for.",
                    "SPEND_BUDGET_IN_FULL",
                    "MAXIMIZE_PERFORMANCE",
                    "OTHER"
                ),
                Flag("optimization.bidOptimization", "bid_optimization", "Whether the platform makes the bids."),
                Flag("optimization.budgetOptimization", "budget_optimization", "Whether the platform shares the budget out."),
                Word(
                    "optimization.goalSettings.goalType",
                    "goal_settings.goal_type",
                    "What the campaign is for.",
                    "AWARENESS",
                    "ENGAGEMENT_WITH_MY_AD",
                    "CONSIDERATIONS_ON_AMAZON",
                    "CONVERSIONS_OFF_AMAZON",
                    "PURCHASES_ON_AMAZON",
                    "PURCHASES_ON_OFF_AMAZON",
                    "MOBILE_APP_INSTALLS",
                    "OTHER"
                ),
                Word(
                    "optimization.goalSettings.goalKpi",
                    "goal_settings.goal_kpi",
                    "By what figure it is judged.",
                    "VIDEO_COMPLETION_RATE",
                    "CLICK_THROUGH_RATE",
                    "COST_PER_CLICK",
                    "COST_PER_ACTION",
                    "COST_PER_DOWNLOAD",
                    "COST_PER_INSTALL",
                    "DETAIL_PAGE_VIEW_RATE",
                    "COST_PER_DETAIL_PAGE_VIEW",
                    "RETURN_ON_AD_SPEND",
                    "TOTAL_RETURN_ON_AD_SPEND",
                    "COMBINED_RETURN_ON_AD_SPEND",
                    "COST_PER_VIDEO_COMPLETION",
                    "NONE",
                    "OTHER",
                    "REACH"
                ),
                Number(
                    "optimization.goalSettings.targetKpi",
                    "goal_settings.target_kpi",
                    "The value of the figure that it aims at."
                ),
                Text(
                    "optimization.goalSettings.currencyCode",
                    "goal_settings.currency",
                    "ISO 4217 code of the figure's currency, where it is money."
                ),
                Number("fees.agencyFeePercentage", "agency_fee_percentage", "What an agency takes, in percent."),
                .. Frequencies,
                .. BudgetCaps,
                .. Tags,
            ]
        )
        {
            Title = "DSP campaigns",
            About = "The newest form of a campaign of DSP, sent when it changes.",
            Key = ["campaignId"],
            Kinds = ["campaign"],
            IsDsp = true,
            Releases = ["The first version."],
        };

    public static DocumentDeclaration Flights { get; } =
        new(
            "adsp-campaign-flights",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                EntityVersion,
                Entity,
                Campaign,
                Subject("flightId", "The flight."),
                Creation("creationDateTime"),
                LastUpdated("lastUpdatedDateTime"),
                Time("startDateTime", "start_date_time", "When it begins."),
                Time("endDateTime", "end_date_time", "When it ends."),
                Number("budgetAmount", "budget_amount", "What may be spent in it, in units of the campaign's currency."),
            ]
        )
        {
            Title = "DSP flights",
            About =
                "The newest form of a flight, a stretch of time of a campaign of DSP with a budget of its own, sent when it changes.",
            Notes = ["A flight has no state: that it is gone is not told."],
            Key = ["flightId"],
            Kinds = ["flight"],
            IsDsp = true,
            Releases = ["The first version."],
        };
}
