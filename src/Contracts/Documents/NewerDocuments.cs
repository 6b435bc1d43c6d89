using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Campaigns and ad groups of sponsored ads in the newer, snake_case generation (contract, 4.18).</summary>
internal static class NewerDocuments
{
    internal static readonly string[] Notes =
    [
        "The fields of this dataset are known from programs that read it, not from documents; where these differ, the nesting of the platform's own API was taken.",
        "`advertiser_id`, `marketplace_id` and `version` are not attested in it. Millrace sends them, because who keeps the newest form of an entity needs them; "
            + "the landing takes messages without.",
    ];

    /// <summary>What begins each document.</summary>
    internal static IReadOnlyList<DocumentField> Envelope { get; } =
    [
        DatasetId,
        AdvertiserId with
        {
            IsNullable = true,
        },
        MarketplaceId with
        {
            IsNullable = true,
        },
        EntityVersion with
        {
            IsNullable = true,
        },
    ];

    /// <summary>What each entity has.</summary>
    internal static IReadOnlyList<DocumentField> Common { get; } =
    [
        AdProduct("ad_product"),
        Word("marketplace_scope", "marketplace_scope", "Whether it runs in one marketplace.", "GLOBAL", "SINGLE_MARKETPLACE"),
        Texts("marketplaces", "marketplaces", "The marketplaces in which it runs."),
        Creation("creation_date_time"),
        LastUpdated("last_updated_date_time"),
        Word(
            "state",
            "state",
            "The state that the advertiser has set; `ARCHIVED` also when it is gone.",
            "ENABLED",
            "PAUSED",
            "ARCHIVED",
            "PROPOSED"
        ),
        Text("status.delivery_status", "status.delivery_status", "Whether it can be shown."),
        Texts("status.delivery_reasons", "status.delivery_reasons", "Why it cannot."),
        Any("status.marketplace_settings", "status.marketplace_settings", "The same by marketplace."),
        Text("tags[].key", "tags[].key", "Name of a tag."),
        Text("tags[].value", "tags[].value", "Value of a tag."),
    ];

    public static DocumentDeclaration Campaigns { get; } =
        new(
            "ads-campaign-management-campaigns",
            1,
            [
                .. Envelope,
                Subject("campaign_id", "The campaign."),
                Text("portfolio_id", "portfolio_id", "The portfolio in which it is."),
                Text("name", "name", "Its name."),
                .. Common,
                Text("skan_app_id", "skan_app_id", "The app that it advertises, as SKAdNetwork names it."),
                Time("start_date_time", "start_date_time", "When it begins."),
                Time("end_date_time", "end_date_time", "When it ends; absent: never."),
                Flag("targets_amazon_deal", "targets_amazon_deal", "Whether it advertises a deal."),
                Text("brand_id", "brand_id", "The brand that it advertises."),
                Word("cost_type", "cost_type", "What is paid for.", "CPC", "VCPM"),
                Word("sales_channel", "sales_channel", "Where the advertised products are sold.", "AMAZON", "OFF_AMAZON"),
                Flag("is_multi_ad_groups_enabled", "is_multi_ad_groups_enabled", "Whether it may have several ad groups."),
                Text("purchase_order_number", "purchase_order_number", "Number of the order under which it is paid."),
                Text("budgets[].budget_type", "budget.type", "What the budget limits."),
                Word(
                    "budgets[].recurrence_time_period",
                    "budget.recurrence",
                    "How often the budget begins anew.",
                    "DAILY",
                    "MONTHLY",
                    "LIFETIME"
                ),
                Number(
                    "budgets[].budget_value.monetary_budget_value.monetary_budget.value",
                    "budget.amount",
                    "The budget, in currency units."
                ),
                Text(
                    "budgets[].budget_value.monetary_budget_value.monetary_budget.currency_code",
                    "budget.currency",
                    "ISO 4217 code of its currency."
                ),
                Any("frequencies", "frequencies", "How often it may be shown to one shopper."),
                Flag(
                    "auto_creation_settings.auto_create_targets",
                    "auto_creation_settings.auto_create_targets",
                    "Whether the platform chooses the targets."
                ),
                Text("optimizations.bid_settings.bid_strategy", "bid_strategy", "How bids are made."),
                Adjustment(
                    Word(
                        "placement",
                        "placement",
                        "Where on the page the adjustment holds.",
                        "TOP_OF_SEARCH",
                        "REST_OF_SEARCH",
                        "PRODUCT_PAGE"
                    )
                ),
                Adjustment(Number("percentage", "percentage", "By how many percent bids are raised there.")),
                Any("fee", "fee", "What an agency takes."),
                Any("flights", "flights", "Its flights."),
            ]
        )
        {
            Title = "Campaign management: campaigns",
            About = "The newest form of a campaign of sponsored ads in the newer generation of fields, sent when it changes.",
            Notes =
            [
                .. Notes,
                "`currency_code` of a budget is not attested; it stands beside `value` as in bids.",
                "Bids adjusted for groups of shoppers are in the older `campaigns` alone.",
            ],
            Key = ["campaign_id"],
            Kinds = ["campaign"],
            Releases = ["The first version."],
        };

    public static DocumentDeclaration AdGroups { get; } =
        new(
            "ads-campaign-management-adgroups",
            1,
            [
                .. Envelope,
                Subject("ad_group_id", "The ad group."),
                Text("campaign_id", "campaign_id", "Its campaign."),
                Text("name", "name", "Its name."),
                .. Common,
                Time("start_date_time", "start_date_time", "When it begins."),
                Time("end_date_time", "end_date_time", "When it ends; absent: with its campaign."),
                Text("inventory_type", "inventory_type", "On what kind of pages and apps its ads stand."),
                Word("creative_rotation_type", "creative_rotation_type", "How its ads take turns.", "RANDOM", "WEIGHTED"),
                Text("purchase_order_number", "purchase_order_number", "Number of the order under which it is paid."),
                Texts(
                    "advertised_product_category_ids",
                    "advertised_product_category_ids",
                    "Categories of the advertised products."
                ),
                Number("bid.default_bid", "default_bid", "The bid for targets that have none of their own, in currency units."),
                Number("bid.base_bid", "base_bid", "The bid from which others are made, in currency units."),
                Text("bid.currency_code", "currency", "ISO 4217 code of the currency of its bids."),
                Number("bid.max_average_bid", "max_average_bid", "What bids may be on average, in currency units."),
                Any("bid.marketplace_settings", "bid_marketplace_settings", "Bids by marketplace."),
                Text("optimization.bid_strategy", "bid_strategy", "How bids are made."),
                Any("optimization.budget_settings", "budget_settings", "How budgets are shared out."),
                Any("budgets", "budgets", "Its budgets."),
                Any("pacing", "pacing", "How fast its budget is spent."),
                Any("frequencies", "frequencies", "How often it may be shown to one shopper."),
                Any("targeting_settings", "targeting_settings", "Whom it reaches at all."),
                Any("fees", "fees", "What others take."),
            ]
        )
        {
            Title = "Campaign management: ad groups",
            About = "The newest form of an ad group of sponsored ads in the newer generation of fields, sent when it changes.",
            Notes = Notes,
            Key = ["ad_group_id"],
            Kinds = ["ad_group"],
            Releases = ["The first version."],
        };

    private static DocumentField Adjustment(DocumentField field) =>
        field with
        {
            Path = $"optimizations.bid_settings.bid_adjustments.placement_bid_adjustments[].{field.Path}",
            From = $"placement_bid_adjustments[].{field.From}",
        };
}
