using System.Text.Json.Nodes;
using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>The rules of budget usage (docs/messaging.md) in the platform's books, sentence by sentence.</summary>
public sealed class BudgetBooksTests
{
    private readonly BudgetRig rig = new();

    [Fact]
    public void A_step_is_reached_at_five_percent_and_the_usage_is_told_as_it_is()
    {
        rig.Budget(10m);
        rig.Spend(49);
        rig.Told.ShouldBeEmpty();
        rig.Spend(1);
        rig.Spend(8);
        rig.Told.ShouldBe(["campaign 5 of 10 at 20 12:00:00"]);
        rig.Spend(42);
        rig.Told.Last().ShouldBe("campaign 10 of 10 at 20 12:00:00");
    }

    [Fact]
    public void One_body_tells_all_the_steps_between_at_once_also_above_a_hundred()
    {
        rig.Budget(10m);
        rig.Spend((rig.Clock, 300), (rig.Clock, 279));
        rig.Spend(480);
        rig.Told.ShouldBe(["campaign 57.9 of 10 at 20 12:00:00", "campaign 105.9 of 10 at 20 12:00:00"]);
    }

    [Fact]
    public void Falling_back_and_rising_again_tells_nothing_twice()
    {
        rig.Budget(10m);
        rig.Spend(120);
        rig.Spend(-100);
        rig.Spend(100);
        rig.Spend(30);
        rig.Told.ShouldBe(["campaign 12 of 10 at 20 12:00:00", "campaign 15 of 10 at 20 12:00:00"]);
    }

    [Fact]
    public void Spend_counts_before_a_budget_is_known()
    {
        rig.Spend(100);
        rig.Budget(4m);
        rig.Told.ShouldBe(["campaign 25 of 4 at 20 12:00:00"]);
    }

    [Fact]
    public void A_changed_budget_begins_anew_also_back_to_what_it_was()
    {
        rig.Budget(10m);
        rig.Spend(100);
        rig.Budget(20m);
        rig.Budget(20m);
        rig.Budget(10m);
        rig.Budget(100m);
        rig.Told.ShouldBe([
            "campaign 10 of 10 at 20 12:00:00",
            "campaign 5 of 20 at 20 12:00:00",
            "campaign 10 of 10 at 20 12:00:00",
        ]);
    }

    [Fact]
    public void A_day_ends_at_local_midnight_and_the_next_begins_with_nothing()
    {
        rig.Budget(10m);
        rig.Clock = BudgetRig.At("2026-07-20 23:59");
        rig.Spend(60);
        rig.Clock = BudgetRig.At("2026-07-21 00:00");
        rig.Spend(49);
        rig.Spend(2);
        rig.Told.ShouldBe(["campaign 6 of 10 at 20 23:59:00", "campaign 5.1 of 10 at 21 00:00:00"]);
    }

    [Fact]
    public void Late_events_count_in_their_own_day_with_its_budget_and_are_told_with_its_last_second()
    {
        rig.Budget(10m);
        rig.Spend(60);
        rig.Clock = BudgetRig.At("2026-07-21 01:00");
        rig.Budget(100m);
        rig.Spend((BudgetRig.At("2026-07-20 23:00"), 39));
        rig.Spend((BudgetRig.At("2026-07-20 23:00"), 1), (rig.Clock, 500));
        rig.Told.ShouldBe([
            "campaign 6 of 10 at 20 12:00:00",
            "campaign 10 of 10 at 20 23:59:59",
            "campaign 5 of 100 at 21 01:00:00",
        ]);
    }

    [Fact]
    public void A_day_of_which_nothing_was_spent_has_the_budget_of_its_first_event()
    {
        rig.Budget(10m);
        rig.Clock = BudgetRig.At("2026-07-21 01:00");
        rig.Budget(20m);
        rig.Spend((BudgetRig.At("2026-07-20 23:00"), 100));
        rig.Told.ShouldBe(["campaign 5 of 20 at 20 23:59:59"]);
    }

    [Fact]
    public void A_body_that_spends_nothing_of_a_day_in_sum_does_not_begin_it()
    {
        var yesterday = BudgetRig.At("2026-07-20 23:00");
        rig.Budget(10m);
        rig.Clock = BudgetRig.At("2026-07-21 01:00");
        rig.Spend((yesterday, 100), (yesterday, -100));
        rig.Budget(20m);
        rig.Spend((yesterday, 100));
        rig.Told.ShouldBe(["campaign 5 of 20 at 20 23:59:59"]);
    }

    [Fact]
    public void Days_that_were_over_before_the_campaign_was_archived_keep_their_usage()
    {
        rig.Budget(10m);
        rig.Spend(60);
        rig.Clock = BudgetRig.At("2026-07-21 01:00");
        rig.Line(
            new JsonObject
            {
                ["kind"] = "campaign",
                ["id"] = rig.Campaign,
                ["deleted"] = true,
            }
        );
        rig.Spend((BudgetRig.At("2026-07-20 23:00"), 50), (rig.Clock, 500));
        rig.Told.ShouldBe(["campaign 6 of 10 at 20 12:00:00", "campaign 11 of 10 at 20 23:59:59"]);
    }

    [Fact]
    public void What_comes_more_than_14_days_late_is_not_told()
    {
        rig.Budget(10m);
        rig.Clock = BudgetRig.At("2026-08-03 12:00");
        rig.Spend((BudgetRig.At("2026-07-20 12:00"), 100));
        rig.Told.ShouldBe(["campaign 10 of 10 at 20 23:59:59"]);
        rig.Clock = BudgetRig.At("2026-08-04 12:00");
        rig.Spend((BudgetRig.At("2026-07-20 12:00"), 100));
        rig.Told.Count().ShouldBe(1);
    }

    [Fact]
    public void A_monthly_budget_has_the_local_month()
    {
        rig.Budget(10m, "MONTHLY");
        rig.Spend(60);
        rig.Clock = BudgetRig.At("2026-07-31 23:59");
        rig.Spend(40);
        rig.Clock = BudgetRig.At("2026-08-01 00:00");
        rig.Spend(70);
        rig.Spend((BudgetRig.At("2026-07-31 23:00"), 50));
        rig.Told.ShouldBe([
            "campaign 6 of 10 at 20 12:00:00",
            "campaign 10 of 10 at 31 23:59:00",
            "campaign 7 of 10 at 01 00:00:00",
            "campaign 15 of 10 at 31 23:59:59",
        ]);
    }

    [Fact]
    public void A_lifetime_budget_has_all_that_was_ever_seen()
    {
        rig.Spend(60);
        rig.Clock = BudgetRig.At("2027-01-01 10:00");
        rig.Budget(10m, "LIFETIME");
        rig.Spend(30);
        rig.Clock = BudgetRig.At("2027-03-01 10:00");
        rig.Spend((BudgetRig.At("2027-02-28 10:00"), 30));
        rig.Told.Select(told => told.Split(' ')[1]).ShouldBe(["6", "12"]);
        rig.Books.BudgetMessages(BudgetRig.Account)[^1].Time.ShouldBe(rig.Clock.ToUnixTimeSeconds());
    }

    [Fact]
    public void The_highest_rule_that_fits_the_day_raises_a_daily_budget_rounded_to_a_millionth()
    {
        rig.Budget(
            1.000003m,
            rules:
            [
                Rule(10, "2026-07-01"),
                Rule(50, "2026-07-20"),
                Rule(90, "2026-07-20", state: "PAUSED"),
                Rule(80, "2026-07-21"),
            ]
        );
        rig.Spend(150);
        var told = rig.Books.BudgetMessages(BudgetRig.Account).ShouldHaveSingleItem();
        (told.BudgetMicros, told.SpentMicros).ShouldBe((1_500_005, 1_500_000));
        told.Percentage.ShouldBe(150_000_000d / 1_500_005);
    }

    [Fact]
    public void A_rule_holds_on_its_days_of_the_week_from_its_first_to_its_last_day()
    {
        // The 20th of July 2026 is a Monday.
        rig.Budget(10m, rules: [Rule(100, "2026-07-20", "2026-07-22", days: ["MONDAY", "WEDNESDAY", "THURSDAY"])]);
        for (var day = 19; day <= 24; day++)
        {
            rig.Clock = BudgetRig.At($"2026-07-{day} 12:00");
            rig.Spend(100);
        }

        rig.Told.Select(told => told[..^9])
            .ShouldBe([
                "campaign 10 of 10 at 19",
                "campaign 5 of 20 at 20",
                "campaign 10 of 10 at 21",
                "campaign 5 of 20 at 22",
                "campaign 10 of 10 at 23",
                "campaign 10 of 10 at 24",
            ]);
    }

    [Fact]
    public void A_rule_that_changes_nothing_today_begins_no_epoch()
    {
        rig.Budget(10m);
        rig.Spend(100);
        rig.Budget(10m, rules: [Rule(100, "2026-07-21")]);
        rig.Told.Count().ShouldBe(1);
        rig.Budget(10m, rules: [Rule(100, "2026-07-20")]);
        rig.Told.Last().ShouldBe("campaign 5 of 20 at 20 12:00:00");
    }

    [Fact]
    public void What_is_archived_or_has_no_budget_has_no_usage_and_may_come_back()
    {
        rig.Budget(10m);
        rig.Spend(100);
        rig.Budget(null);
        rig.Spend(100);
        rig.Budget(10m);
        rig.Line(
            new JsonObject
            {
                ["kind"] = "campaign",
                ["id"] = rig.Campaign,
                ["deleted"] = true,
            }
        );
        rig.Spend(100);
        rig.Told.ShouldBe(["campaign 10 of 10 at 20 12:00:00", "campaign 20 of 10 at 20 12:00:00"]);
        rig.Budget(10m);
        rig.Told.Last().ShouldBe("campaign 30 of 10 at 20 12:00:00");
    }

    [Fact]
    public void A_portfolio_spends_what_its_campaigns_spend_while_they_are_in_it()
    {
        rig.Portfolio("one", 10m);
        rig.Portfolio("two", 10m);
        rig.Spend(100);
        rig.Budget(null, portfolio: "one");
        rig.Spend(60);
        rig.Budget(null, portfolio: "two");
        rig.Spend(70);
        rig.Spend(-60);
        rig.Budget(null, portfolio: "one");
        rig.Spend(40);
        rig.Budget(null);
        rig.Spend(500);
        rig.Told.ShouldBe(["one 6 of 10 at 20 12:00:00", "two 7 of 10 at 20 12:00:00", "one 10 of 10 at 20 12:00:00"]);
    }

    [Fact]
    public void Only_what_sponsored_ads_cost_is_spent_and_repeats_cost_nothing()
    {
        rig.Budget(1m);
        var click = BudgetRig.Click((rig.Clock, 60));
        var dsp = BudgetRig.Account.Spaces[3].Targets[0];
        rig.Line(
            new JsonObject
            {
                ["kind"] = "campaign",
                ["id"] = dsp.CampaignId,
                ["ad_product"] = "DSP",
                ["budget"] = new JsonObject { ["amount"] = 0.01m, ["recurrence"] = "DAILY" },
            }
        );
        rig.Books.Add(
            [
                click,
                new(click.Account, click.Target!, click.Ad, click.Place)
                {
                    Kind = click.Kind,
                    Time = click.Time,
                    Count = 1,
                    CostMicros = click.CostMicros,
                    IsRepeat = true,
                },
                new(click.Account, dsp, dsp.Ads[0], VirtualPlace.None)
                {
                    Kind = PlatformEventKind.Impression,
                    Time = click.Time,
                    Count = 1,
                    CostMicros = click.CostMicros,
                },
            ],
            rig.Clock
        );
        rig.Told.ShouldBe(["campaign 60 of 1 at 20 12:00:00"]);
    }

    [Theory]
    [InlineData("2026-10-25", 90_000)]
    [InlineData("2026-03-29", 82_800)]
    [InlineData("2026-07-20", 86_400)]
    public void A_day_has_as_many_seconds_as_the_zone_gives_it(string date, int seconds)
    {
        var day = LocalDays.Of(DateOnly.Parse(date));
        var last = LocalDays.LastSecond(BudgetRig.Account, day);
        (last - LocalDays.LastSecond(BudgetRig.Account, day - 1)).ShouldBe(seconds);
        LocalDays.At(BudgetRig.Account, last).ShouldBe(day);
        LocalDays.At(BudgetRig.Account, last + 1).ShouldBe(day + 1);
    }

    private static JsonObject Rule(
        decimal percentage,
        string start,
        string? end = null,
        string? state = null,
        params string[] days
    )
    {
        var rule = new JsonObject { ["increase_percentage"] = percentage, ["start_date"] = start };
        if (end is not null)
        {
            rule["end_date"] = end;
        }

        if (state is not null)
        {
            rule["state"] = state;
        }

        if (days.Length > 0)
        {
            rule["days_of_week"] = new JsonArray([.. days.Select(day => (JsonNode)day)]);
        }

        return rule;
    }
}
