namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Which fields of lines the datasets of entities show; written down here once more, on purpose not taken from their declarations.</summary>
internal static class EntityDatasets
{
    private const string Older = "ad_product state creation_date_time";
    private const string Newer = "ad_product state creation_date_time marketplace_scope marketplaces status tags";
    private const string OfDsp = "dsp_entity_id creation_date_time";

    public static IReadOnlyList<ShownFields> All { get; } =
    [
        Sponsored(
            "campaigns",
            "campaign",
            $"{Older} portfolio_id product_location name start_date_time end_date_time tags targeting_type budget bid_strategy placement_bid_adjustments shopper_cohort_bid_adjustments"
        ),
        Sponsored("adgroups", "ad_group", $"{Older} name campaign_id default_bid currency"),
        Sponsored("ads", "ad", $"{Older} name ad_group_id campaign_id custom_text asin sku landing_page"),
        Sponsored(
            "targets",
            "keyword target",
            $"{Older} ad_group_id campaign_id target_type negative bid currency match_type keyword_text native_language_keyword native_language_locale target_details"
        ),
        Sponsored(
            "ads-campaign-management-campaigns",
            "campaign",
            $"{Newer} portfolio_id name skan_app_id start_date_time end_date_time targets_amazon_deal brand_id cost_type sales_channel is_multi_ad_groups_enabled purchase_order_number budget frequencies auto_creation_settings bid_strategy placement_bid_adjustments fee flights"
        ),
        Sponsored(
            "ads-campaign-management-adgroups",
            "ad_group",
            $"{Newer} campaign_id name start_date_time end_date_time inventory_type creative_rotation_type purchase_order_number advertised_product_category_ids default_bid base_bid currency max_average_bid bid_marketplace_settings bid_strategy budget_settings budgets pacing frequencies targeting_settings fees"
        ),
        Sponsored("ads-campaign-management-ads", "ad", $"{Newer} ad_group_id campaign_id name ad_type advertised_product"),
        Sponsored(
            "ads-campaign-management-targets",
            "keyword target",
            $"{Newer} ad_group_id campaign_id negative target_level target_type bid currency match_type keyword_text native_language_locale target_details"
        ),
        Dsp(
            "adsp-campaigns",
            "campaign",
            "name currency state bid_strategy bid_optimization budget_optimization goal_settings agency_fee_percentage frequencies budget_caps comments purchase_order_number"
        ),
        Dsp("adsp-campaign-flights", "flight", "campaign_id start_date_time end_date_time budget_amount"),
        Dsp(
            "adsp-adgroups",
            "ad_group",
            "campaign_id name start_date_time end_date_time state inventory_type creative_rotation_type comments purchase_order_number frequencies advertised_product_category_ids budget_caps pacing currency base_bid max_average_bid budget_optimization bid_strategy targeting_settings"
        ),
        Dsp(
            "adsp-adgroup-targets",
            "ad_group_target",
            "campaign_id ad_group_id geoLocationTargets daypartTargets deviceTargets audienceTargets appTargets thirdPartyTargets"
        ),
    ];

    /// <summary>The place of a dataset among <see cref="All"/>.</summary>
    public static int NumberOf(string dataset) =>
        All.Index().Where(shown => shown.Item.Dataset == dataset).Select(shown => (int?)shown.Index).FirstOrDefault()
        ?? throw new ArgumentException($"The books have no dataset {dataset}.", nameof(dataset));

    private static ShownFields Sponsored(string dataset, string kinds, string fields) => Of(dataset, false, kinds, fields);

    private static ShownFields Dsp(string dataset, string kind, string fields) => Of(dataset, true, kind, $"{OfDsp} {fields}");

    private static ShownFields Of(string dataset, bool isDsp, string kinds, string fields) =>
        new(dataset, isDsp, kinds.Split(' '), fields.Split(' ').ToHashSet());
}
