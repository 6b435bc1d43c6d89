namespace Millrace.Contracts.Datasets;

/// <summary>The datasets of DSP, but for the clickstream (contract, 4.19, 4.20 and 4.22).</summary>
internal static class Dsp
{
    public static DatasetDeclaration Traffic { get; } =
        new DatasetDeclaration(
            "adsp-traffic",
            2,
            [
                .. DspFields.Head,
                Fields.OptionalDimension("flight_id", "The flight of the campaign."),
                Fields.Money("agency_fee", "What the agency takes."),
                Fields.Money("amazon_dsp_audience_fee", "What the use of the platform's audiences costs."),
                Fields.Money("amazon_dsp_console_fee", "What the use of the platform costs."),
                Fields.Money("supply_cost", "What the places cost."),
                Fields.Money("total_cost", "All costs and fees together."),
                Fields.Count("gross_impressions", "Impressions before the invalid ones are taken out."),
                Fields.Count("impressions", "How often the ad was shown."),
                Fields.Count("invalid_impressions", "Impressions that do not count."),
                Fields.Count("measurable_impressions", "Impressions of which it is known whether they could be seen."),
                Fields.Count("viewable_impressions", "Impressions that could be seen.") with
                {
                    OtherNames = ["view_impressions"],
                },
                Fields.Count("clicks", "Clicks."),
            ]
        )
        {
            Title = "DSP traffic",
            About = "What changed in one hour's impressions, clicks and costs of a creative at a place.",
            Notes =
            [
                DspFields.OneSpelling,
                "Sponsored Display writes `view_impressions` for what is `viewable_impressions` here; the landing reads either.",
                DspFields.NoCurrency,
                DspFields.Times,
                "`flight_id` is in this dataset of DSP alone.",
            ],
            Releases = DspFields.Releases,
        }.Produced(
            [.. DspFields.Dimensions, "flight_id"],
            DspFields.Attributes,
            [.. DspFields.Groups, new([12], []), DspFields.OfAdvertiser]
        );

    public static DatasetDeclaration Conversion { get; } =
        new DatasetDeclaration(
            "adsp-conversion",
            2,
            [
                .. DspFields.Head,
                Fields.Count("units_sold", "Units of the promoted products that were sold."),
                Fields.Count(
                    "new_to_brand_units_sold",
                    "Units of the promoted products, sold to shoppers who are new to the brand."
                ),
                Fields.Count("total_units_sold", "Units of the brand's products that were sold."),
                Fields.Count(
                    "total_new_to_brand_units_sold",
                    "Units of the brand's products, sold to shoppers who are new to it."
                ),
                Fields.Money("sales", "Sales of the promoted products."),
                Fields.Money(
                    "new_to_brand_product_sales",
                    "Sales of the promoted products to shoppers who are new to the brand."
                ),
                Fields.Money("total_sales", "Sales of the brand's products."),
                Fields.Money("total_new_to_brand_product_sales", "Sales of the brand's products to shoppers who are new to it."),
                .. DspFields.Split("purchases", "Purchases of the promoted products"),
                .. DspFields.Split("new_to_brand_purchases", "First purchases from the brand, of the promoted products"),
                .. DspFields.Split("total_purchases", "Purchases of the brand's products"),
                .. DspFields.Split("total_new_to_brand_purchases", "First purchases from the brand"),
                .. DspFields.Split("app_subscription_sign_up_free_trial", "Free trials of an app that began"),
                .. DspFields.Split(
                    "new_to_brand_purchases_brand_halo",
                    "First purchases from the brand, of products that were not promoted"
                ),
                .. DspFields.Split("app_subscription_sign_up_paid", "Paid subscriptions of an app that began"),
                .. DspFields.Split("purchases_brand_halo", "Purchases of the brand's products that were not promoted"),
                .. DspFields.Split("app_subscription_sign_up", "Subscriptions of an app that began, paid or free"),
                Fields.Money("sales_clicks", "Sales, credited to a click."),
                Fields.Count("units_sold_clicks", "Units sold, credited to a click."),
                Fields.Count("units_sold_promoted_clicks", "Units of the promoted products that were sold, credited to a click."),
            ]
        )
        {
            Title = "DSP conversions",
            About =
                "What changed in the purchases, sales and subscriptions that are credited to the ads of one hour, within 14 days.",
            Notes = [DspFields.OneSpelling, DspFields.NoCurrency, DspFields.Times],
            Releases = DspFields.Releases,
        }.Produced(DspFields.Dimensions, DspFields.Attributes, [.. DspFields.Groups, DspFields.OfAdvertiser]);

    public static DatasetDeclaration RichMedia { get; } =
        new DatasetDeclaration(
            "adsp-rich-media",
            2,
            [
                .. DspFields.Head,
                Fields.Count("audio_ad_companion_banner_clicks", "Clicks on the banner beside an audio ad."),
                Fields.Count("audio_ad_companion_banner_views", "Views of the banner beside an audio ad."),
                Fields.Count("audio_ad_completions", "Audio ads that ran to their end."),
                Fields.Count("audio_ad_first_quartile", "Audio ads that ran through their first quarter."),
                Fields.Count("audio_ad_midpoint", "Audio ads that ran to their middle."),
                Fields.Count("audio_ad_mute", "How often the sound of an audio ad was switched off."),
                Fields.Count("audio_ad_pause", "How often an audio ad was halted."),
                Fields.Count("audio_ad_progression", "How often an audio ad reached a mark that the platform sets."),
                Fields.Count("audio_ad_resume", "How often a halted audio ad went on."),
                Fields.Count("audio_ad_rewind", "How often an audio ad was wound back."),
                Fields.Count("audio_ad_skip", "How often an audio ad was left out."),
                Fields.Count("audio_ad_start", "Audio ads that began."),
                Fields.Count("audio_ad_third_quartile", "Audio ads that ran through three quarters."),
                Fields.Count("audio_ad_unmute", "How often the sound of an audio ad was switched on."),
                Fields.Count("audio_ad_views", "Audio ads that were heard."),
                Fields.Count("video_ad_complete", "Video ads that ran to their end."),
                Fields.Count("video_ad_first_quartile", "Video ads that ran through their first quarter."),
                Fields.Count("video_ad_midpoint", "Video ads that ran to their middle."),
                Fields.Count("video_ad_mute", "How often the sound of a video ad was switched off."),
                Fields.Count("video_ad_pause", "How often a video ad was halted."),
                Fields.Count("video_ad_resume", "How often a halted video ad went on."),
                Fields.Count("video_ad_start", "Video ads that began."),
                Fields.Count("video_ad_third_quartile", "Video ads that ran through three quarters."),
                Fields.Count("video_ad_unmute", "How often the sound of a video ad was switched on."),
            ]
        )
        {
            Title = "DSP rich media",
            About = "What changed in how far the audio and video ads of one hour were heard and watched.",
            Notes = [DspFields.OneSpelling, DspFields.Times],
            Releases = DspFields.Releases,
        }.Produced(DspFields.Dimensions, DspFields.Attributes, [.. DspFields.Groups, DspFields.OfAdvertiser]);
}
