using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>Completes what the builders tell of an entity by what its campaign manager would show besides, with a chance of its own.</summary>
internal static class EntityForms
{
    private const long DaySeconds = 86_400;
    private static readonly string[] Strategies = ["LEGACY_FOR_SALES", "AUTO_FOR_SALES", "MANUAL", "RULE_BASED"];
    private static readonly string[] Seasons = ["summer", "autumn", "gifts"];

    /// <param name="opens">When the platform opens, unix seconds.</param>
    public static void Complete(VirtualEntity entity, long seed, long opens)
    {
        var chance = Chance.At(seed, -4, entity.Number, 0);
        var form = entity.Form;
        var created = opens - (DaySeconds * (1 + chance.Below(400))) - chance.Below((int)DaySeconds);
        switch (entity.Kind)
        {
            case "campaign" when IsDsp(form):
                DspCampaign(entity, ref chance);
                break;
            case "campaign":
                Campaign(form, created, ref chance);
                break;
            case "flight":
                Flight(entity, opens, ref chance);
                break;
            case "ad_group" when IsDsp(form):
                DspAdGroup(entity, created, ref chance);
                break;
            case "ad_group":
                form["default_bid"] = Money(entity, 0.5 + chance.Unit());
                form["currency"] = entity.Account.Currency;
                break;
            case "ad" when form["sku"] is { } sku:
                form["advertised_product"] = new JsonObject
                {
                    ["product_id"] = sku.GetValue<string>(),
                    ["product_id_type"] = "SKU",
                };
                break;
            case "target":
                form["target_type"] = "EXPRESSION";
                break;
        }

        // Some platforms do not say when a thing was made.
        if (entity.Kind is not ("portfolio" or "advertiser" or "deal" or "creative") && chance.Happens(0.8))
        {
            form["creation_date_time"] = PlatformTime.Text(created);
        }
    }

    public static bool IsDsp(JsonObject form) => form["ad_product"]?.GetValue<string>() == "DSP";

    /// <summary>A share of what a click costs in the account's currency, in units.</summary>
    public static decimal Money(VirtualEntity entity, double clicks)
    {
        var (price, step) = Prices.Of(entity.Account.Currency);
        return Prices.InSteps(price * clicks, Math.Max(step, 10_000)) / 1_000_000m;
    }

    private static void Campaign(JsonObject form, long created, ref Chance chance)
    {
        form["start_date_time"] = PlatformTime.Text(created);
        if (chance.Happens(0.25))
        {
            form["end_date_time"] = PlatformTime.Text(created + (DaySeconds * 900));
        }

        form["bid_strategy"] = Strategies[chance.Below(Strategies.Length)];
        form["cost_type"] = form["ad_product"]!.GetValue<string>() == "SD" ? "VCPM" : "CPC";
        form["product_location"] = "SOLD_ON_AMAZON";
        form["status"] = new JsonObject { ["delivery_status"] = "DELIVERING", ["delivery_reasons"] = new JsonArray() };
        if (chance.Happens(0.5))
        {
            form["tags"] = new JsonArray(
                new JsonObject { ["key"] = "season", ["value"] = Seasons[chance.Below(Seasons.Length)] },
                new JsonObject { ["key"] = "team", ["value"] = $"{1 + chance.Below(3)}" }
            );
        }

        if (chance.Happens(0.6))
        {
            form["placement_bid_adjustments"] = new JsonArray(
                new JsonObject { ["placement"] = "TOP_OF_SEARCH", ["percentage"] = 5 * chance.Below(20) },
                new JsonObject { ["placement"] = "PRODUCT_PAGE", ["percentage"] = 5 * chance.Below(20) }
            );
        }
    }

    private static void DspCampaign(VirtualEntity entity, ref Chance chance)
    {
        var form = entity.Form;
        form["dsp_entity_id"] = entity.Account.EntityId;
        form["currency"] = entity.Account.Currency;
        form["bid_strategy"] = chance.Happens(0.5) ? "SPEND_BUDGET_IN_FULL" : "MAXIMIZE_PERFORMANCE";
        form["bid_optimization"] = chance.Happens(0.5);
        form["budget_optimization"] = chance.Happens(0.5);
        form["goal_settings"] = new JsonObject { ["goal_type"] = "AWARENESS", ["goal_kpi"] = "REACH" };
        form["agency_fee_percentage"] = 12.5m;
        form["frequencies"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "CUSTOM",
                ["time_unit"] = "DAYS",
                ["time_count"] = 1,
                ["max_impressions"] = 3 + chance.Below(5),
            }
        );
        form["budget_caps"] = new JsonArray(
            new JsonObject
            {
                ["amount"] = Money(entity, 500),
                ["currency"] = entity.Account.Currency,
                ["recurrence"] = "DAILY",
            }
        );
        form["comments"] = $"Plan {1 + chance.Below(9)}";
    }

    private static void Flight(VirtualEntity entity, long opens, ref Chance chance)
    {
        var start = (opens / DaySeconds * DaySeconds) - (DaySeconds * chance.Below(10));
        entity.Form["start_date_time"] = PlatformTime.Text(start);
        entity.Form["end_date_time"] = PlatformTime.Text(start + (DaySeconds * (20 + chance.Below(40))));
        entity.Form["budget_amount"] = Money(entity, 5000 + chance.Below(5000));
    }

    private static void DspAdGroup(VirtualEntity entity, long created, ref Chance chance)
    {
        var form = entity.Form;
        form["dsp_entity_id"] = entity.Account.EntityId;
        form["start_date_time"] = PlatformTime.Text(created);
        form["inventory_type"] = chance.Happens(0.5) ? "STANDARD_DISPLAY" : "VIDEO";
        form["creative_rotation_type"] = "RANDOM";
        form["advertised_product_category_ids"] = new JsonArray("42", "4242");
        form["pacing"] = new JsonObject { ["catchup_percentage"] = 50, ["delivery_profile"] = "EVENLY" };
        form["base_bid"] = Money(entity, 2 + chance.Unit());
        form["max_average_bid"] = Money(entity, 4 + chance.Unit());
        form["currency"] = entity.Account.Currency;
        form["targeting_settings"] = new JsonObject
        {
            ["site_language"] = new JsonArray("en"),
            ["amazon_viewability"] = new JsonObject
            {
                ["viewability_tier"] = "ALL_TIERS",
                ["include_unmeasurable_impressions"] = true,
            },
            ["user_location"] = "EVERYWHERE",
        };
    }
}
