using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Ads and targets of sponsored ads in the older, camelCase generation (contract, 4.16 and 4.17).</summary>
internal static class OlderAdDocuments
{
    /// <summary>Blocks of a target that is no keyword, by their names in the line.</summary>
    private static readonly (string Block, string From, string What)[] Blocks =
    [
        ("productTarget", "product_target", "products"),
        ("productAudienceTarget", "product_audience_target", "shoppers of products"),
        ("productCategoryTarget", "product_category_target", "a category of products"),
        ("productCategoryAudienceTarget", "product_category_audience_target", "shoppers of a category of products"),
        ("audienceTarget", "audience_target", "an audience"),
        ("autoTarget", "theme_target", "what the platform chooses"),
    ];

    public static DocumentDeclaration Ads { get; } =
        new(
            "ads",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                Subject("adId", "The ad."),
                Text("name", "name", "Its name."),
                EntityVersion,
                OlderDocuments.Account,
                Text("adGroupId", "ad_group_id", "Its ad group."),
                Text("campaignId", "campaign_id", "Its campaign."),
                AdProduct("adProduct"),
                Text("customText", "custom_text", "The text that the advertiser wrote for it; of book authors."),
                Text("asin", "asin", "The advertised product; of vendors and book authors, in SP and SD."),
                Text("sku", "sku", "The advertised product as its seller names it; of sellers, in SP and SD."),
                Text("landingPage.url", "landing_page.url", "Where a click leads."),
                Word(
                    "landingPage.type",
                    "landing_page.type",
                    "What a click leads to.",
                    "PRODUCT_LIST",
                    "STORE",
                    "CUSTOM_URL",
                    "DETAIL_PAGE",
                    "MOMENT",
                    "OFF_AMAZON_LINK"
                ),
                OlderDocuments.State,
                Creation("audit.creationDateTime"),
                LastUpdated("audit.lastUpdatedDateTime"),
            ]
        )
        {
            Title = "Ads",
            About = "The newest form of an ad of sponsored ads, sent when it changes.",
            Key = ["adId"],
            Kinds = ["ad"],
            Releases = ["The first version."],
        };

    public static DocumentDeclaration Targets { get; } =
        new(
            "targets",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                Subject("targetId", "The keyword or target."),
                OlderDocuments.Account,
                Text("adGroupId", "ad_group_id", "Its ad group."),
                Text("campaignId", "campaign_id", "Its campaign."),
                EntityVersion,
                AdProduct("adProduct"),
                OlderDocuments.State,
                Word(
                    "targetType",
                    "target_type",
                    "What kind of target it is.",
                    "KEYWORD",
                    "AUDIENCE",
                    "EXPRESSION",
                    "AUTO",
                    "EXPRESSION_PREDEFINED",
                    "WEBSITE",
                    "APP",
                    "ASIN_EXPAND"
                ),
                Flag("negative", "negative", "Whether it excludes what it names."),
                Number("bid", "bid", "Its bid, in currency units; absent where the ad group's holds."),
                Text("currencyCode", "currency", "ISO 4217 code of the bid's currency."),
                Word("keywordTarget.matchType", "match_type", "How near a search has to come.", "EXACT", "PHRASE", "BROAD") with
                {
                    Kinds = ["keyword"],
                },
                Text("keywordTarget.keyword", "keyword_text", "The keyword.") with
                {
                    Kinds = ["keyword"],
                },
                Text(
                    "keywordTarget.nativeLanguageKeyword",
                    "native_language_keyword",
                    "The keyword in the advertiser's own language."
                ) with
                {
                    Kinds = ["keyword"],
                },
                Text("keywordTarget.nativeLanguageLocale", "native_language_locale", "Which language that is.") with
                {
                    Kinds = ["keyword"],
                },
                .. Blocks.SelectMany(block =>
                    new[]
                    {
                        Detail(block.Block, block.From, "matchType", "match_type", $"How a target of {block.What} matches."),
                        Detail(
                            block.Block,
                            block.From,
                            "targetingClause",
                            "targeting_clause",
                            $"The expression of a target of {block.What}."
                        ),
                    }
                ),
                Creation("audit.creationDateTime"),
                LastUpdated("audit.lastUpdatedDateTime"),
            ]
        )
        {
            Title = "Targets",
            About = "The newest form of a keyword or another target of sponsored ads, sent when it changes.",
            Notes =
            [
                "The documents' table calls the block of a target that is no keyword by its type, their sample has six blocks of such targets. "
                    + "Millrace has the six, and sends the one that the platform tells.",
                "What the newer generation calls a theme is called an automatic target here.",
                "Documents list values of `matchType` for all targets together, and they are known to be incomplete: of keywords `EXACT`, `PHRASE` and `BROAD`; of "
                    + "expressions `ASIN`, `CATEGORY`, `BRAND` (only to exclude) and `DYNAMIC_SEGMENTS` (SD); of audiences `VIEWS_REMARKETING`, `PURCHASE_REMARKETING` and "
                    + "`AMAZON_AUDIENCES`.",
            ],
            Key = ["targetId"],
            Kinds = ["keyword", "target"],
            Releases = ["The first version."],
        };

    private static DocumentField Detail(string block, string blockFrom, string name, string from, string about) =>
        Text($"{block}.{name}", $"target_details.{blockFrom}.{from}", about) with
        {
            Kinds = ["target"],
        };
}
