using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>Gives everything that exists its habits: what of it changes, and how often.</summary>
internal sealed class EntityHabits(long seed, long first)
{
    private const int SlicesAnHour = 3600 / TrafficSource.SliceSeconds;

    /// <summary>Whatever it is, its forms are complete and budgets are given.</summary>
    public void Give(VirtualEntity entity)
    {
        var form = entity.Form;
        switch (entity.Kind)
        {
            case "campaign" when EntityForms.IsDsp(form):
                Dsp(entity);
                break;
            case "campaign":
                Campaign(entity);
                break;
            case "portfolio":
                Rename(entity, 60, 200);
                Add(entity, 8, 40, BudgetHabits.OfPortfolio(entity));
                break;
            case "flight":
                Add(entity, 20, 80, Prolong);
                Add(entity, 30, 90, Scale(form["budget_amount"], (changed, amount) => changed["budget_amount"] = amount));
                break;
            case "ad_group" when EntityForms.IsDsp(form):
                Add(entity, 20, 80, Scale(form["base_bid"], (changed, bid) => changed["base_bid"] = bid));
                Add(entity, 30, 90, (changed, beat) => changed["pacing"]!["catchup_percentage"] = 10 * beat.Below(11));
                State(entity, 40, 150, "INACTIVE");
                break;
            case "ad_group":
                Add(entity, 12, 72, Scale(form["default_bid"], (changed, bid) => changed["default_bid"] = bid));
                Add(entity, 60, 200, Scale(form["default_bid"], (changed, bid) => changed["base_bid"] = bid));
                Rename(entity, 60, 250);
                State(entity, 40, 150, "PAUSED");
                break;
            case "ad":
                State(entity, 40, 150, "PAUSED");
                Add(entity, 60, 250, (changed, beat) => changed["landing_page"] = LandingPage(beat));
                Vanish(entity, oneIn: 15);
                break;
            case "keyword" or "target":
                Target(entity);
                break;
            case "ad_group_target":
                Add(entity, 15, 60, (changed, beat) => DspTargets.Change(changed, entity.Id, beat.Below(100)));
                break;
            default:
                Rename(entity, 48, 300);
                break;
        }

        // Updates that are none: the time alone, and the same once more.
        Add(entity, 48, 200, static (_, _) => { });
        Again(entity, 48, 200);
    }

    private void Campaign(VirtualEntity entity)
    {
        if (entity.Form["budget"] is { } budget)
        {
            Add(entity, 4, 20, Scale(budget["amount"], (changed, amount) => changed["budget"]!["amount"] = amount));
        }
        else
        {
            Add(entity, 6, 30, BudgetHabits.Sudden(entity));
        }

        Add(entity, 15, 60, (changed, beat) => BudgetHabits.Move(changed, entity.Account, beat));
        if (entity.Form["budget"]?["recurrence"]?.GetValue<string>() == "DAILY" && Draw(entity, 99).Happens(0.6))
        {
            Add(entity, 8, 36, (changed, beat) => BudgetHabits.Rule(changed, entity.Account, beat));
        }

        State(entity, 20, 60, "PAUSED");
        Rename(entity, 48, 200);
        Add(entity, 30, 100, (changed, beat) => changed["tags"] = new JsonArray(Tag("season", $"week {beat.Number}")));
        Add(entity, 40, 120, (changed, beat) => changed["purchase_order_number"] = $"PO-{beat.Number}");
        Add(entity, 40, 120, (changed, beat) => changed["shopper_cohort_bid_adjustments"] = Cohort(beat));
        Add(entity, 20, 90, (changed, beat) => changed["placement_bid_adjustments"] = Placement(beat));
        Vanish(entity, oneIn: 12);
    }

    private void Dsp(VirtualEntity entity)
    {
        State(entity, 30, 90, "INACTIVE");
        Rename(entity, 48, 200);
        Add(
            entity,
            12,
            60,
            Scale(entity.Form["budget_caps"]![0]!["amount"], (changed, amount) => changed["budget_caps"]![0]!["amount"] = amount)
        );
        Add(entity, 30, 90, (changed, beat) => changed["frequencies"]![0]!["max_impressions"] = 1 + beat.Below(9));
        Add(entity, 40, 120, (changed, beat) => changed["comments"] = $"Plan {beat.Number}");
    }

    private void Target(VirtualEntity entity)
    {
        if (entity.Form["bid"] is { } bid)
        {
            Add(entity, 10, 60, Scale(bid, (changed, amount) => changed["bid"] = amount));
        }

        State(entity, 40, 150, "PAUSED");
        if (Draw(entity, 97).Below(12) == 0)
        {
            State(entity, 30, 300, "ARCHIVED");
        }

        Vanish(entity, oneIn: 15);
    }

    private void Rename(VirtualEntity entity, int hoursMin, int hoursMax) =>
        Add(
            entity,
            hoursMin,
            hoursMax,
            (changed, beat) => changed["name"] = $"{entity.Form["name"]?.GetValue<string>()} v{beat.Number + 1}"
        );

    /// <summary>Another state and back.</summary>
    private void State(VirtualEntity entity, int hoursMin, int hoursMax, string other) =>
        Add(
            entity,
            hoursMin,
            hoursMax,
            (changed, beat) =>
            {
                if (!beat.IsBack)
                {
                    changed["state"] = other;
                }
            }
        );

    /// <summary>Is deleted within ten days.</summary>
    private void Vanish(VirtualEntity entity, int oneIn)
    {
        var chance = Draw(entity, 98);
        if (chance.Below(oneIn) == 0)
        {
            entity.GoneIn = first + 1 + chance.Below(240 * SlicesAnHour);
        }
    }

    /// <summary>What writes the same number with one more decimal, and then without it again.</summary>
    private void Again(VirtualEntity entity, int hoursMin, int hoursMax) =>
        entity.Habits.Add(
            new(
                RhythmOf(entity, hoursMin, hoursMax),
                (changed, beat) =>
                {
                    if (!beat.IsBack && changed["bid"] is { } bid)
                    {
                        changed["bid"] = bid.GetValue<decimal>() + 0.000m;
                    }
                },
                IsNews: false
            )
        );

    private void Add(VirtualEntity entity, int hoursMin, int hoursMax, Action<JsonObject, Beat> apply) =>
        entity.Habits.Add(new(RhythmOf(entity, hoursMin, hoursMax), apply));

    private Rhythm RhythmOf(VirtualEntity entity, int hoursMin, int hoursMax)
    {
        var chance = Draw(entity, entity.Habits.Count);
        var period = (hoursMin * SlicesAnHour) + chance.Below((hoursMax - hoursMin) * SlicesAnHour);
        return new(first, chance.Below(period), period);
    }

    private Chance Draw(VirtualEntity entity, int what) => Chance.At(seed, -8, entity.Number, what);

    /// <summary>An amount that is cut or raised, and restored.</summary>
    private static Action<JsonObject, Beat> Scale(JsonNode? amount, Action<JsonObject, decimal> set)
    {
        var whole = amount!.GetValue<decimal>();
        return (changed, beat) => set(changed, BudgetHabits.Scaled(whole, beat));
    }

    private static void Prolong(JsonObject changed, Beat beat) =>
        changed["end_date_time"] = PlatformTime.Text(beat.Time / 86_400 * 86_400 + (86_400 * (10 + beat.Below(60))));

    private static JsonObject LandingPage(Beat beat) =>
        new() { ["url"] = $"https://shop.example/page/{beat.Below(50)}", ["type"] = beat.IsBack ? "STORE" : "DETAIL_PAGE" };

    private static JsonObject Tag(string key, string value) => new() { ["key"] = key, ["value"] = value };

    private static JsonArray Placement(Beat beat) =>
        [
            new JsonObject
            {
                ["placement"] = beat.IsBack ? "REST_OF_SEARCH" : "TOP_OF_SEARCH",
                ["percentage"] = 5 * beat.Below(40),
            },
        ];

    private static JsonArray Cohort(Beat beat) =>
        [
            new JsonObject
            {
                ["shopper_cohort_type"] = "AUDIENCE_SEGMENT",
                ["percentage"] = 5 * beat.Below(20),
                ["audience_segments"] = new JsonArray(
                    new JsonObject
                    {
                        ["audience_segment_id"] = $"segment-{beat.Below(9)}",
                        ["audience_segment_type"] = "SPONSORED_ADS_AMC",
                    }
                ),
            },
        ];
}
