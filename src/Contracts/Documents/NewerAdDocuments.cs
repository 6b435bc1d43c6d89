using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Ads and targets of sponsored ads in the newer, snake_case generation (contract, 4.18).</summary>
internal static class NewerAdDocuments
{
    private const string Advertised = "creative.product_creative.product_creative_settings.advertised_product";

    public static DocumentDeclaration Ads { get; } =
        new(
            "ads-campaign-management-ads",
            1,
            [
                .. NewerDocuments.Envelope,
                Subject("ad_id", "The ad."),
                Text("ad_group_id", "ad_group_id", "Its ad group."),
                Text("campaign_id", "campaign_id", "Its campaign."),
                Text("name", "name", "Its name."),
                .. NewerDocuments.Common,
                Word("ad_type", "ad_type", "What kind of ad it is.", "VIDEO", "COMPONENT", "PRODUCT_AD"),
                Text($"{Advertised}.product_id", "advertised_product.product_id", "The advertised product."),
                Text(
                    $"{Advertised}.product_id_type",
                    "advertised_product.product_id_type",
                    "What kind of id names it, such as ASIN or SKU."
                ),
                Text(
                    $"{Advertised}.resolved_product_id",
                    "advertised_product.resolved_product_id",
                    "The product that the platform took it for."
                ),
            ]
        )
        {
            Title = "Campaign management: ads",
            About = "The newest form of an ad of sponsored ads in the newer generation of fields, sent when it changes.",
            Notes =
            [
                .. NewerDocuments.Notes,
                "Programs have met messages without `ad_group_id` and `campaign_id`. Millrace always sends them.",
            ],
            Key = ["ad_id"],
            Kinds = ["ad"],
            Releases = ["The first version."],
        };

    public static DocumentDeclaration Targets { get; } =
        new(
            "ads-campaign-management-targets",
            1,
            [
                .. NewerDocuments.Envelope,
                Subject("target_id", "The keyword or target."),
                Text("ad_group_id", "ad_group_id", "Its ad group."),
                Text("campaign_id", "campaign_id", "Its campaign."),
                .. NewerDocuments.Common,
                Flag("negative", "negative", "Whether it excludes what it names."),
                Word("target_level", "target_level", "Whether it is of the whole campaign.", "CAMPAIGN", "AD_GROUP"),
                Text("target_type", "target_type", "What kind of target it is."),
                Number("bid.bid", "bid", "Its bid, in currency units; absent where the ad group's holds."),
                Text("bid.currency_code", "currency", "ISO 4217 code of the bid's currency."),
                Keyword("match_type", "match_type", "How near a search has to come."),
                Keyword("keyword", "keyword_text", "The keyword."),
                Keyword("native_language_locale", "native_language_locale", "Which language the advertiser wrote it in."),
                Detail("product_target.product.product_id", "The product next to which it stands."),
                Detail("product_target.product_id_type", "What kind of id names that product.") with
                {
                    OtherPaths = ["target_details.product_target.product.product_id_type"],
                },
                Detail("product_target.match_type", "How near a product has to come."),
                Detail("theme_target.match_type", "Which theme the platform chooses by."),
                Detail("product_category_target.product_category_id", "The category of products next to which it stands."),
            ]
        )
        {
            Title = "Campaign management: targets",
            About =
                "The newest form of a keyword or another target of sponsored ads in the newer generation of fields, sent when it changes.",
            Notes =
            [
                .. NewerDocuments.Notes,
                "How deep `product_category_id` lies is not attested: Millrace has it directly in `product_category_target`.",
            ],
            Key = ["target_id"],
            Kinds = ["keyword", "target"],
            Releases = ["The first version."],
        };

    private static DocumentField Keyword(string name, string from, string about) =>
        Text($"target_details.keyword_target.{name}", from, about) with
        {
            Kinds = ["keyword"],
        };

    private static DocumentField Detail(string path, string about) =>
        Text($"target_details.{path}", $"target_details.{path}", about) with
        {
            Kinds = ["target"],
        };
}
