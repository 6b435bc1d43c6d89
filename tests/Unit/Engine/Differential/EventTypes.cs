namespace Millrace.Unit.Engine.Differential;

/// <summary>The types of events, and what datasets count (docs/ingest-events.md, docs/attribution.md).</summary>
internal static class EventTypes
{
    public static readonly string[] AdProducts = ["SP", "SB", "SD", "DSP"];

    public static readonly string[] Traffic = ["impression", "click", "viewable_impression", "measurable_impression", "fee"];

    public static readonly string[] OfSku =
    [
        "page_view",
        "add_to_cart",
        "add_to_list",
        "subscribe_and_save",
        "product_review_visit",
    ];

    public static readonly string[] SignUps = ["app_sign_up_free_trial", "app_sign_up_paid"];

    public static readonly string[] OfNoSku =
    [
        "branded_search",
        "add_to_watchlist",
        "video_download",
        "downloaded_video_play",
        "trailer_play",
        "video_stream",
        "rental",
        "skill_invocation",
        "click_to_apply",
        "off_platform_page_view",
        "off_platform_search",
        "off_platform_contact",
        "off_platform_checkout",
        "off_platform_lead",
        "off_platform_signup",
        "off_platform_app_start",
        "off_platform_subscribe",
        "off_platform_add_to_cart",
        "off_platform_application",
        "off_platform_other",
        "off_platform_purchase",
    ];

    private static readonly string[] OfBrandsVideo =
    [
        "video_5_second_view",
        "video_first_quartile",
        "video_midpoint",
        "video_third_quartile",
        "video_complete",
        "video_unmute",
    ];

    private static readonly string[] OfDspMedia =
    [
        .. OfBrandsVideo[1..],
        "video_start",
        "video_mute",
        "video_pause",
        "video_resume",
        "audio_start",
        "audio_first_quartile",
        "audio_midpoint",
        "audio_third_quartile",
        "audio_complete",
        "audio_mute",
        "audio_unmute",
        "audio_pause",
        "audio_resume",
        "audio_rewind",
        "audio_skip",
        "audio_progression",
        "audio_view",
        "audio_companion_click",
        "audio_companion_view",
    ];

    public static bool IsOfDeeds(string dataset) =>
        dataset.EndsWith("-conversion", StringComparison.Ordinal) || dataset.EndsWith("-clickstream", StringComparison.Ordinal);

    public static string AdProductOf(string dataset) =>
        dataset.Split('-')[0] is var prefix && prefix == "adsp" ? "DSP" : prefix.ToUpperInvariant();

    /// <summary>What is counted of an ad as it happens.</summary>
    public static string[] OfTraffic(string adProduct) =>
        adProduct switch
        {
            "SP" => Traffic[..2],
            "SB" or "SD" => Traffic[..3],
            _ => Traffic,
        };

    public static string[] OfMedia(string adProduct) =>
        adProduct switch
        {
            "SB" => OfBrandsVideo,
            "DSP" => OfDspMedia,
            _ => [],
        };

    /// <summary>The deeds that datasets of an ad product count.</summary>
    public static string[] DeedsOf(string adProduct) =>
        adProduct switch
        {
            "SB" => ["purchase", "page_view", "branded_search"],
            "DSP" => ["purchase", .. SignUps, .. OfSku, .. OfNoSku],
            _ => ["purchase"],
        };
}
