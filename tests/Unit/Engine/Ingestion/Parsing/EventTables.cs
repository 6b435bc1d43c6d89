namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>The tables of docs/ingest-events.md (and of docs/attribution.md, for what can be credited), in their own words.</summary>
internal static class EventTables
{
    public static readonly string[] AdProducts = ["SP", "SB", "SD", "DSP"];

    /// <summary>What happens to an ad, and to ads of which products.</summary>
    public static readonly Dictionary<string, string[]> OfAd = new(
        """
        impression click: SP SB SD DSP
        viewable_impression: SB SD DSP
        measurable_impression fee: DSP
        video_5_second_view: SB
        video_first_quartile video_midpoint video_third_quartile video_complete video_unmute: SB DSP
        video_start video_mute video_pause video_resume: DSP
        audio_start audio_first_quartile audio_midpoint audio_third_quartile audio_complete audio_mute audio_unmute: DSP
        audio_pause audio_resume audio_rewind audio_skip audio_progression audio_view: DSP
        audio_companion_click audio_companion_view: DSP
        """.Split('\n').Select(row => row.Split(':')).SelectMany(row =>
            Words(row[0]).Select(type => KeyValuePair.Create(type, Words(row[1])))
        )
    );

    public static readonly string[] DeedsWithSku = Words(
        "purchase page_view add_to_cart add_to_list subscribe_and_save product_review_visit"
    );

    public static readonly string[] Deeds =
    [
        .. DeedsWithSku,
        .. Words("branded_search add_to_watchlist video_download downloaded_video_play trailer_play video_stream rental"),
        .. Words("skill_invocation click_to_apply app_sign_up_free_trial app_sign_up_paid"),
        .. Words("off_platform_page_view off_platform_search off_platform_contact off_platform_checkout off_platform_lead"),
        .. Words("off_platform_signup off_platform_app_start off_platform_subscribe off_platform_add_to_cart"),
        .. Words("off_platform_application off_platform_other off_platform_purchase"),
    ];

    /// <summary>What can be taken back.</summary>
    public static readonly string[] Subjects = [.. OfAd.Keys, .. Deeds, "attributed_conversion"];

    public static readonly string[] Types = [.. Subjects, "return", "invalidation"];

    public static readonly string[] Fees = Words("supply_cost agency_fee audience_fee console_fee");

    public static readonly string[] Money = ["cost", "sales", .. Fees];

    /// <summary>Fields whose texts are kept as they stand; target_id is the other name of keyword_id.</summary>
    public static readonly string[] Texts = Words(
        "event_id invalidates_event_id advertiser_id marketplace_id currency shopper_id sku campaign_id ad_group_id ad_id "
            + "keyword_id keyword_text match_type placement country region device site supply_source deal_id proposal_id "
            + "dsp_entity_id flight_id"
    );

    /// <summary>Fields with a closed set of words.</summary>
    public static readonly Dictionary<string, string[]> WordsOf = new()
    {
        ["type"] = Types,
        ["invalidates_type"] = Subjects,
        ["ad_product"] = AdProducts,
        ["conversion_type"] = Deeds,
        ["attribution"] = ["click", "view"],
        ["product_match"] = ["same_sku", "brand_halo"],
        ["shopper_status"] = ["returning", "new_to_brand"],
    };

    public static readonly string[] Fields =
    [
        .. WordsOf.Keys,
        .. Texts,
        .. Money,
        "target_id",
        "time",
        "conversion_time",
        "count",
        "units",
    ];

    /// <summary>What tells what an ad is about.</summary>
    public static readonly string[] About =
    [
        .. Words("ad_product campaign_id ad_group_id ad_id keyword_id placement keyword_text match_type"),
        .. Words("country region device site supply_source deal_id proposal_id dsp_entity_id flight_id"),
    ];

    public static string[] RequiredOfAd(string product) =>
        product switch
        {
            "DSP" => ["campaign_id"],
            "SD" => ["campaign_id", "ad_group_id", "ad_id", "keyword_id"],
            _ => ["campaign_id", "ad_group_id", "ad_id", "keyword_id", "placement"],
        };

    /// <summary>Deeds of which records of the ad product have figures.</summary>
    public static string[] CreditedTo(string product) =>
        product switch
        {
            "DSP" => Deeds,
            "SB" => ["purchase", "branded_search", "page_view"],
            _ => ["purchase"],
        };

    /// <summary>Amounts that the event may have.</summary>
    public static string[] MoneyOf(string type, string product) =>
        (type, product) switch
        {
            ("impression" or "click" or "fee", "DSP") => Fees,
            ("impression" or "click", _) => ["cost"],
            ("purchase" or "return" or "off_platform_purchase" or "attributed_conversion", _) => ["sales"],
            _ => [],
        };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
