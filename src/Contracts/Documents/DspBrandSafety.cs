using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>Of <see cref="DspThirdParties"/> those that keep ads from content that may harm a brand.</summary>
internal static class DspBrandSafety
{
    private static readonly string[] Contents =
    [
        "AD_SERVER",
        "CELEBRITY_GOSSIP",
        "CULTS_SURVIVALISM",
        "GAMBLING",
        "INCENTIVIZED_MALWARE_CLUTTER",
        "INFLAMMATORY_POLITICS_NEWS",
        "NEGATIVE_NEWS_FINANCIAL",
        "NEGATIVE_NEWS_PHARMACEUTICAL",
        "NON_STANDARD_CONTENT_NON_ENGLISH",
        "NON_STANDARD_CONTENT_PARKING_PAGE",
        "OCCULT",
        "PIRACY_COPYRIGHT_INFRINGEMENT",
        "UNMODERATED_UGC_FORUMS_IMAGES_VIDEO",
        "EXTREME_GRAPHIC",
    ];

    private static readonly string[] Levels = ["ALLOW_ALL", "HIGH", "HIGH_MEDIUM", "HIGH_MEDIUM_LOW"];

    private static readonly string[] Risks =
    [
        "ALLOW_ALL",
        "BRAND_SAFETY_EXCLUDE_HIGH_RISK",
        "BRAND_SAFETY_EXCLUDE_HIGH_AND_MODERATE_RISK",
    ];

    public static IReadOnlyList<DocumentField> Fields { get; } = [.. DoubleVerify(), .. Others()];

    private static IEnumerable<DocumentField> DoubleVerify() =>
        [
            .. DspThirdParties.Of(
                "doubleVerifyStandardDisplayBrandSafety",
                Texts("contentCategories", "", "DoubleVerify: contents to leave out. Inventory type STANDARD_DISPLAY.") with
                {
                    Values = Contents,
                },
                Map(
                    "contentCategoriesWithRisk",
                    "",
                    "DoubleVerify: by content, from what risk on to leave it out. Inventory type STANDARD_DISPLAY."
                ) with
                {
                    Values = Levels,
                },
                Flag("unknownContent", "", "DoubleVerify: leave out what was not rated. Inventory type STANDARD_DISPLAY.")
            ),
            .. DspThirdParties.Of(
                "doubleVerifyBrandSafety",
                Word(
                    "appStarRating",
                    "",
                    "DoubleVerify: leave out apps with fewer stars. Inventory types AAP_MOBILE_APP, VIDEO.",
                    "ALLOW_ALL",
                    "APP_STAR_RATING_LT_1_POINT_5_STARS",
                    "APP_STAR_RATING_LT_2_STARS",
                    "APP_STAR_RATING_LT_2_POINT_5_STARS",
                    "APP_STAR_RATING_LT_3_STARS",
                    "APP_STAR_RATING_LT_3_POINT_5_STARS",
                    "APP_STAR_RATING_LT_4_STARS",
                    "APP_STAR_RATING_LT_4_POINT_5_STARS"
                ),
                Texts("contentCategories", "", "DoubleVerify: contents to leave out. Inventory types AAP_MOBILE_APP, VIDEO.") with
                {
                    Values = Contents,
                },
                Texts("appAgeRating", "", "DoubleVerify: ages of apps to leave out. Inventory types AAP_MOBILE_APP, VIDEO.") with
                {
                    Values =
                    [
                        "EVERYONE_4_PLUS",
                        "TWEENS_9_PLUS",
                        "TEENS_12_PLUS",
                        "MATURE_17_PLUS",
                        "ADULTS_ONLY_18_PLUS",
                        "UNKNOWN",
                    ],
                },
                Flag(
                    "excludeAppsWithInsufficientRating",
                    "",
                    "DoubleVerify: leave out apps that too few have rated. Inventory types AAP_MOBILE_APP, VIDEO."
                ),
                Map(
                    "contentCategoriesWithRisk",
                    "",
                    "DoubleVerify: by content, from what risk on to leave it out. Inventory types AAP_MOBILE_APP, VIDEO."
                ) with
                {
                    Values = Levels,
                },
                Flag("unknownContent", "", "DoubleVerify: leave out what was not rated. Inventory types AAP_MOBILE_APP, VIDEO.")
            ),
        ];

    private static IEnumerable<DocumentField> Others() =>
        [
            .. DspThirdParties.Of(
                "integralAdScienceBrandSafety",
                Ias("iasBrandSafetyOffensiveLanguage", "offensive language"),
                Flag("excludeContent", "", $"Integral Ad Science: leave out what was not rated.{DspThirdParties.Everywhere}"),
                Ias("iasBrandSafetyAlcohol", "alcohol"),
                Ias("iasBrandSafetyIllegalDownloads", "illegal downloads"),
                Ias("iasBrandSafetyHateSpeech", "hate speech"),
                Ias("iasBrandSafetyIllegalDrugs", "illegal drugs"),
                Ias("iasBrandSafetyAdult", "adult content"),
                Ias("iasBrandSafetyViolence", "violence"),
                Ias("iasBrandSafetyGambling", "gambling")
            ),
            .. DspThirdParties.Of(
                "oracleDataCloudBrandSafety",
                Word(
                    "essentialProtection",
                    "",
                    $"Oracle Data Cloud: content to leave out.{DspThirdParties.Everywhere}",
                    "ADULT",
                    "ARMS",
                    "CRIME",
                    "INJURY",
                    "PIRACY",
                    "DRUGS",
                    "HATE_SPEECH",
                    "MILITARY",
                    "OBSCENITY",
                    "TERRORISM",
                    "TOBACCO"
                ),
                Word(
                    "targetingOption",
                    "",
                    $"Oracle Data Cloud: how much to protect.{DspThirdParties.Everywhere}",
                    "NO_BRAND_SAFETY",
                    "MAXIMUM_PROTECTION",
                    "ESSENTIAL_PROTECTION"
                )
            ),
        ];

    private static DocumentField Ias(string name, string what) =>
        Word(
            name,
            "",
            $"Integral Ad Science: from what risk of {what} on to leave a place out.{DspThirdParties.Everywhere}",
            Risks
        );
}
