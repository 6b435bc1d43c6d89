using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>What ad groups of DSP aim at: one entity for each type of target, with the block that is sent on as it stands.</summary>
internal static class DspTargets
{
    private const int TypesOfAdGroup = 3;
    private static readonly string[] Types = ["geo", "daypart", "device", "audience", "app", "third-party"];
    private static readonly string[] Levels = ["ALLOW_ALL", "VIEWABILITY_TIER_GT_40", "VIEWABILITY_TIER_GT_60"];

    /// <summary>Tells of some types for an ad group.</summary>
    public static void Tell(EntityList entities, VirtualAccount account, string campaign, string adGroup, int rank)
    {
        for (var place = 0; place < TypesOfAdGroup; place++)
        {
            var type = Types[(rank + (2 * place)) % Types.Length];
            var (block, list) = Block(type, 0);
            entities.Tell(
                account,
                "ad_group_target",
                $"{adGroup}-{type}",
                ("campaign_id", campaign),
                ("ad_group_id", adGroup),
                ("dsp_entity_id", account.EntityId),
                (block, list)
            );
        }
    }

    /// <summary>Sets the block of an entity to another one of its type.</summary>
    public static void Change(JsonObject form, string id, int number)
    {
        var (block, list) = Block(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], number);
        form[block] = list;
    }

    /// <param name="number">Blocks of a type differ by it.</param>
    private static (string Block, JsonArray List) Block(string type, int number) =>
        type switch
        {
            "geo" => (
                "geoLocationTargets",
                Listed(number, at => new() { ["negative"] = at % 3 == 2, ["geoLocationId"] = $"geo-{number + at}" })
            ),
            "daypart" => (
                "daypartTargets",
                Listed(
                    number + 2,
                    at =>
                        new()
                        {
                            ["dayOfWeek"] = ((DayOfWeek)((number + at) % 7)).ToString().ToUpperInvariant(),
                            ["hourSlot"] = (number + (at * 5)) % 24,
                        }
                )
            ),
            "device" => (
                "deviceTargets",
                Listed(
                    number,
                    at =>
                        at % 2 == 0
                            ? new() { ["deviceType"] = "DESKTOP" }
                            : new()
                            {
                                ["deviceType"] = "MOBILE",
                                ["mobileEnvironment"] = "WEB",
                                ["mobileOS"] = number % 2 == 0 ? "IOS" : "ANDROID",
                            }
                )
            ),
            "audience" => (
                "audienceTargets",
                Listed(
                    number,
                    at =>
                        new()
                        {
                            ["negative"] = false,
                            ["inGroupOperator"] = "ANY",
                            ["acrossGroupOperator"] = "ALL",
                            ["groupId"] = $"group-{at}",
                            ["audienceId"] = $"audience-{number}",
                        }
                )
            ),
            "app" => (
                "appTargets",
                Listed(
                    number,
                    at =>
                        new()
                        {
                            ["negative"] = false,
                            ["appType"] = at % 2 == 0 ? "MOBILE" : "STV",
                            ["appId"] = $"app-{number}",
                        }
                )
            ),
            _ => (
                "thirdPartyTargets",
                Listed(
                    0,
                    _ =>
                        new()
                        {
                            ["integralAdScienceViewability"] = new JsonObject
                            {
                                ["standard"] = "MRC",
                                ["viewabilityTargeting"] = Levels[number % Levels.Length],
                            },
                        }
                )
            ),
        };

    /// <summary>One to three elements; more for another number, so that lists grow and shrink.</summary>
    private static JsonArray Listed(int number, Func<int, JsonObject> element) =>
        [.. Enumerable.Range(0, 1 + (number % 3)).Select(element)];
}
