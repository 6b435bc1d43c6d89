using static Millrace.Contracts.Documents.DocumentFields;

namespace Millrace.Contracts.Documents;

/// <summary>
/// What an ad group of DSP aims at (contract, 4.26): a document for each type of target, with one block. Blocks stand in lines as they
/// stand in messages.
/// </summary>
internal static class DspTargets
{
    private static readonly string[] Joins = ["ANY", "ALL"];

    public static DocumentDeclaration AdGroupTargets { get; } =
        new(
            "adsp-adgroup-targets",
            1,
            [
                DatasetId,
                AdvertiserId,
                MarketplaceId,
                DspDocuments.Entity,
                DspDocuments.Campaign,
                Text("adgroupId", "ad_group_id", "The ad group.") with
                {
                    IsNullable = false,
                    OtherPaths = ["adGroupId"],
                },
                EntityVersion,
                Creation("creationDateTime"),
                LastUpdated("lastUpdatedDateTime"),
                Same(Flag("geoLocationTargets[].negative", "", "Whether it excludes the place.")),
                Same(Text("geoLocationTargets[].geoLocationId", "", "The place.")),
                Same(Text("daypartTargets[].dayOfWeek", "", "The day of the week, such as SUNDAY.")),
                Same(
                    Whole(
                        "daypartTargets[].hourSlot",
                        "",
                        "The hour of the day, 0 to 23, by the clock that the ad group goes by."
                    )
                ),
                Same(Word("deviceTargets[].deviceType", "", "The kind of device.", "DESKTOP", "MOBILE")),
                Same(Word("deviceTargets[].mobileEnvironment", "", "On mobile devices, where.", "WEB", "APP")),
                Same(
                    Word(
                        "deviceTargets[].mobileDevice",
                        "",
                        "In apps, the device.",
                        "IPHONE",
                        "IPAD",
                        "ANDROID",
                        "KINDLE_FIRE",
                        "KINDLE_FIRE_HD"
                    )
                ),
                Same(Word("deviceTargets[].deviceOrientation", "", "In apps, how it is held.", "PORTRAIT", "LANDSCAPE")),
                Same(Word("deviceTargets[].mobileOS", "", "On the web, the operating system.", "IOS", "ANDROID")),
                Same(Flag("audienceTargets[].negative", "", "Whether it excludes the audience.")),
                Same(Word("audienceTargets[].inGroupOperator", "", "How many audiences of the group one must belong to.", Joins)),
                Same(Word("audienceTargets[].acrossGroupOperator", "", "How many groups one must belong to.", Joins)),
                Same(Text("audienceTargets[].groupId", "", "The group of audiences.")),
                Same(Text("audienceTargets[].audienceId", "", "The audience.")),
                Same(Flag("appTargets[].negative", "", "Whether it excludes the app.")),
                Same(Word("appTargets[].appType", "", "Where the app runs.", "MOBILE", "STV")),
                Same(Text("appTargets[].appId", "", "The app.")),
                .. DspThirdParties.Fields.Select(Same),
            ]
        )
        {
            Title = "DSP targets",
            About = "What an ad group of DSP aims at by one type of target, all of it, sent when it changes.",
            Notes =
            [
                "The documents' table has `adgroupId`, some of their samples `adGroupId`. Millrace follows the table; the landing reads either.",
                "Samples show one message for each type of target. The version counts for that type alone.",
                "Documents name risks as the values of `contentCategoriesWithRisk` in one block and contents in the other: ADULT_CONTENT, ALCOHOL, CRIME, "
                    + "DEATH_INJURIES, DISASTER_AVIATION, DISASTER_MAN_MADE, DISASTER_NATURAL, DISASTER_TERRORIST_EVENTS, DISASTER_VEHICLE, HATE_SPEECH, "
                    + "PROFANITY, SUBSTANCE_ABUSE, TOBACCO_ECIGARETTES and VIOLENCE_EXTREME_GRAPHIC. Here contents are the names and risks the values, in both.",
                "A list of targets has no state: that it is gone is not told. A list that has become empty is sent empty.",
            ],
            Key = ["adgroupId"],
            Blocks =
            [
                "geoLocationTargets",
                "daypartTargets",
                "deviceTargets",
                "audienceTargets",
                "appTargets",
                "thirdPartyTargets",
            ],
            Kinds = ["ad_group_target"],
            IsDsp = true,
            Releases = ["The first version."],
        };

    private static DocumentField Same(DocumentField field) => field with { From = field.Path };
}
