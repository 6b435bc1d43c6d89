using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>What ad groups of DSP ask of third parties who rate apps and sites: each element of the list has one of them.</summary>
internal static class DspThirdParties
{
    internal const string Everywhere = " Inventory types STANDARD_DISPLAY, AAP_MOBILE_APP, VIDEO.";
    private const string Measured = " Inventory types STANDARD_DISPLAY, MOBILE_DISPLAY, AAP_MOBILE_APP, VIDEO.";

    /// <summary>In the order of the documents.</summary>
    public static IReadOnlyList<DocumentField> Fields { get; } =
    [.. Fraud(), .. DspBrandSafety.Fields, .. Viewability(), .. Segments()];

    private static IEnumerable<DocumentField> Fraud() =>
        [
            .. Of(
                "doubleVerifyFraudInvalidTraffic",
                Flag("excludeImpressions", "", "DoubleVerify: leave out single impressions that are no people's."),
                Word(
                    "excludeAppsAndSites",
                    "",
                    "DoubleVerify: leave out apps and sites with so many percent of traffic that is no people's.",
                    "ALLOW_ALL",
                    "FRAUD_TRAFFIC_LEVEL_GTE_100",
                    "FRAUD_TRAFFIC_LEVEL_GTE_50",
                    "FRAUD_TRAFFIC_LEVEL_GTE_25",
                    "FRAUD_TRAFFIC_LEVEL_GTE_10",
                    "FRAUD_TRAFFIC_LEVEL_GTE_08",
                    "FRAUD_TRAFFIC_LEVEL_GTE_06",
                    "FRAUD_TRAFFIC_LEVEL_GTE_04",
                    "FRAUD_TRAFFIC_LEVEL_GTE_02"
                ),
                Flag("blockAppAndSites", "", "DoubleVerify: leave out apps and sites of which too little is known.")
            ),
            .. Of(
                "integralAdScienceFraudInvalidTraffic",
                Word(
                    "targetSetting",
                    "",
                    $"Integral Ad Science: what traffic to leave out.{Measured}",
                    "ALLOW_ALL",
                    "FRAUD_INVALID_TRAFFIC_EXCLUDE_HIGH_RISK",
                    "FRAUD_INVALID_TRAFFIC_EXCLUDE_HIGH_MODERATE_RISK"
                )
            ),
            .. Of(
                "oracleDataCloudFraudInvalidTraffic",
                Word(
                    "targetSetting",
                    "",
                    $"Oracle Data Cloud: how much to protect from traffic that is no people's.{Everywhere}",
                    "ALLOW_ALL",
                    "FRAUD_INVALID_TRAFFIC_ESSENTIAL_PROTECTION",
                    "FRAUD_INVALID_TRAFFIC_MAXIMUM_PROTECTION"
                )
            ),
            .. Of(
                "pixalateFraudInvalidTraffic",
                Flag("excludeIpAddressAndUserAgents", "", $"Pixalate: leave out suspect addresses and browsers.{Measured}"),
                Flag("excludeOttAndMobileDevices", "", $"Pixalate: leave out suspect devices.{Measured}"),
                Flag("excludeRemovedAppsFromAppStores", "", $"Pixalate: leave out apps that stores have taken down.{Measured}"),
                Flag("excludeAppsAndDomains", "", $"Pixalate: leave out suspect apps and domains.{Measured}")
            ),
        ];

    private static IEnumerable<DocumentField> Viewability() =>
        [
            .. Of(
                "doubleVerifyViewability",
                Word(
                    "averageCompletionAndFullyViewableRateTargeting",
                    "",
                    $"DoubleVerify: how many percent of views have to be full and to the end.{Everywhere}",
                    [
                        "ALLOW_ALL",
                        .. new[] { 10, 20, 25, 30, 35, 40 }.Select(percent => $"AVG_COMPLETION_FULLY_VIEWABLE_GTE_{percent}"),
                    ]
                ),
                Word(
                    "brandExposureViewabilityTargeting",
                    "",
                    $"DoubleVerify: how long ads have to be seen on average.{Everywhere}",
                    [
                        "ALLOW_ALL",
                        .. new[] { 15, 10, 5 }.Select(seconds => $"BRAND_EXPOSURE_VIEWABILITY_GTE_{seconds}_SEC_AVG_DURATION"),
                    ]
                ),
                Word(
                    "mrcViewabilityTargeting",
                    "",
                    $"DoubleVerify: how many percent of impressions have to be viewable by the rules of the MRC.{Everywhere}",
                    [
                        "ALLOW_ALL",
                        .. new[] { 80, 75, 70, 65, 60, 55, 50, 40, 30 }.Select(percent => $"MRC_VIEWABILITY_GTE_{percent}"),
                    ]
                ),
                Flag("includeUnmeasurableImpressions", "", $"DoubleVerify: take in what cannot be measured.{Everywhere}")
            ),
            .. Of(
                "integralAdScienceViewability",
                Word(
                    "standard",
                    "",
                    "Integral Ad Science: whose rules of viewability. Inventory types STANDARD_DISPLAY, VIDEO.",
                    "NONE",
                    "MRC",
                    "GROUPM",
                    "PUBLICIS"
                ),
                Word(
                    "viewabilityTargeting",
                    "",
                    "Integral Ad Science: how many percent have to be viewable. Inventory types STANDARD_DISPLAY, VIDEO.",
                    [
                        "ALLOW_ALL",
                        .. new[] { 70, 60, 50, 40 }.Select(percent => $"VIEWABILITY_TIER_GT_{percent}"),
                        "VIEWABILITY_TIER_LT_40",
                    ]
                )
            ),
            .. Of(
                "oracleDataCloudViewability",
                Word("standard", "", $"Oracle Data Cloud: whose rules of viewability.{Everywhere}", "NONE", "MRC"),
                Word(
                    "viewabilityTargeting",
                    "",
                    $"Oracle Data Cloud: how many percent have to be viewable.{Everywhere}",
                    [.. new[] { 80, 70, 60, 50, 40, 30, 20 }.Select(percent => $"VIEWABILITY_TIER_GT_{percent}")]
                )
            ),
        ];

    private static IEnumerable<DocumentField> Segments() =>
        [
            .. Of(
                "doubleVerifyAuthenticBrandSafety",
                Text(
                    "doubleVerifySegmentId",
                    "",
                    $"DoubleVerify: a segment of authentic brand safety, 51 and six digits.{Everywhere}"
                )
            ),
            .. Of(
                "doubleVerifyCustomContextualSegmentId",
                Text("segmentId", "", $"DoubleVerify: a custom contextual segment, 52 and six digits.{Everywhere}")
            ),
            .. Of(
                "oracleDataCloudCustomSegmentId",
                Text("segmentId", "", $"Oracle Data Cloud: a custom segment, 255257 and five digits.{Everywhere}")
            ),
            .. Of(
                "oracleDataCloudContextualPredictsSegmentId",
                Text("segmentId", "", $"Oracle Data Cloud: a segment of contextual predicts, 259 and five digits.{Everywhere}")
            ),
            .. Of(
                "oracleDataCloudStandardPredictsSegmentIds",
                Texts("segmentIds", "", $"Oracle Data Cloud: segments of standard predicts.{Everywhere}")
            ),
        ];

    internal static IEnumerable<DocumentField> Of(string service, params IEnumerable<DocumentField> fields) =>
        fields.Select(field => field with { Path = $"thirdPartyTargets[].{service}.{field.Path}" });
}
