using System.Globalization;
using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>The sentences of docs/messaging.md, one by one, each with a case that would come out otherwise without it.</summary>
public sealed class BudgetStepTests
{
    private const long Unit = 1_000_000;
    private const long Hour = 3600;
    private const long Day = 24 * Hour;
    private const int PortfolioId = 9;

    private static readonly BudgetScope Campaign = new(0, BudgetScopeKind.SpCampaign, 1);
    private static readonly BudgetScope BrandsCampaign = new(0, BudgetScopeKind.SbCampaign, 2);
    private static readonly BudgetScope Portfolio = new(0, BudgetScopeKind.Portfolio, PortfolioId);

    private readonly BudgetRig rig = new("America/Los_Angeles") { Now = At("2026-03-10T20:00:00Z") };

    [Fact]
    public void A_step_is_reached_when_exactly_5_percent_more_are_spent()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));

        Spend(Unit / 2 - 1).ShouldBeEmpty();
        Spend(1).ShouldHaveSingleItem().ShouldBe(new(Campaign, AdProduct.SponsoredProducts, 10 * Unit, Unit / 2, rig.Now));
        Spend(Unit / 2 - 1).ShouldBeEmpty();
        Spend(1).ShouldHaveSingleItem().Spent.ShouldBe(Unit);
    }

    [Fact]
    public void One_message_tells_all_steps_in_between_and_steps_go_on_above_100_percent()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));

        Spend(12 * Unit).ShouldHaveSingleItem().Spent.ShouldBe(12 * Unit);
        Spend(Unit / 4).ShouldBeEmpty();
        Spend(Unit / 4).ShouldHaveSingleItem().Spent.ShouldBe(12 * Unit + Unit / 2);
    }

    [Fact]
    public void Falling_back_and_rising_again_tells_nothing_twice()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(3 * Unit).Count.ShouldBe(1);

        Spend(-2 * Unit).ShouldBeEmpty();
        Spend(2 * Unit).ShouldBeEmpty();
        Spend(Unit / 2).Count.ShouldBe(1);
    }

    [Fact]
    public void A_change_of_the_budget_is_judged_at_once_also_back_to_what_it_was()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(3 * Unit);

        rig.SetTerms(Campaign, Daily(20 * Unit)).ShouldHaveSingleItem().Budget.ShouldBe(20 * Unit);
        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Spent.ShouldBe(3 * Unit);
        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldBeEmpty();
        rig.SetTerms(Campaign, Daily(100 * Unit)).ShouldBeEmpty();
    }

    [Fact]
    public void Terms_that_leave_the_budget_in_force_as_it_is_begin_no_epoch()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(3 * Unit);

        rig.SetTerms(Campaign, Daily(10 * Unit, new BudgetRule(50 * Unit, Today + 1, int.MaxValue, 127))).ShouldBeEmpty();
        Spend(1).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_spent_before_a_budget_is_known_counts()
    {
        Spend(3 * Unit).ShouldBeEmpty();

        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Spent.ShouldBe(3 * Unit);
    }

    [Fact]
    public void A_campaign_that_has_no_budget_any_more_has_no_usage_until_it_has_one_again()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(3 * Unit);

        rig.SetTerms(Campaign, null).ShouldBeEmpty();
        Spend(3 * Unit).ShouldBeEmpty();
        rig.Present(0).ShouldBeEmpty();
        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Spent.ShouldBe(6 * Unit);
    }

    [Theory]
    [InlineData(BudgetRecurrence.Daily, 1)]
    [InlineData(BudgetRecurrence.Monthly, 2)]
    [InlineData(BudgetRecurrence.Lifetime, 4)]
    internal void A_period_is_the_local_day_the_local_month_or_all_that_ever_was(BudgetRecurrence recurrence, int counted)
    {
        // Two seconds apart across the end of February, which in Los Angeles comes eight hours after that of UTC; one of old data.
        rig.Now = At("2026-03-01T07:59:59Z");
        SpendAt(rig.Now - 300 * Day, Unit);
        Spend(Unit);
        rig.Now = At("2026-03-01T08:00:00Z");
        Spend(Unit);
        rig.Now += Day;
        Spend(Unit);

        rig.SetTerms(Campaign, new(10 * Unit, recurrence, [])).ShouldHaveSingleItem().Spent.ShouldBe(counted * Unit);
    }

    [Fact]
    public void The_highest_of_the_rules_that_fit_the_day_wins()
    {
        BudgetRule[] rules =
        [
            new(10 * Unit, Today, Today, 127),
            new(30 * Unit, Today - 5, int.MaxValue, 127),
            new(20 * Unit, Today, int.MaxValue, 127),
            new(80 * Unit, Today + 1, Today + 1, 127),
            new(90 * Unit, Today - 1, Today - 1, 127),
            // The tenth of March 2026 is a Tuesday.
            new(70 * Unit, Today, Today, 127 & ~(1 << (int)DayOfWeek.Tuesday)),
        ];
        Spend(10 * Unit);

        rig.SetTerms(Campaign, Daily(10 * Unit, rules)).ShouldHaveSingleItem().Budget.ShouldBe(13 * Unit);
        rig.Now += Day;
        Spend(10 * Unit).ShouldHaveSingleItem().Budget.ShouldBe(18 * Unit);
    }

    [Fact]
    public void Rules_raise_no_other_budget_than_a_daily_one()
    {
        Spend(10 * Unit);
        var rule = new BudgetRule(50 * Unit, Today, int.MaxValue, 127);

        rig.SetTerms(Campaign, new(10 * Unit, BudgetRecurrence.Monthly, [rule]))
            .ShouldHaveSingleItem()
            .Budget.ShouldBe(10 * Unit);
    }

    [Theory]
    [InlineData(1, 49_999_999, 1)]
    [InlineData(1, 50_000_000, 2)]
    [InlineData(3, 50_000_000, 5)]
    [InlineData(9_999_999, 33_333_333, 13_333_332)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    public void A_raised_budget_is_rounded_half_away_from_zero(long micros, long percentMicros, long raised) =>
        InForce
            .Of(Daily(micros, new BudgetRule(percentMicros, 0, 9, 127)), BudgetPeriod.Of(BudgetRecurrence.Daily, 5))
            .ShouldBe(raised);

    [Fact]
    public void A_late_event_is_told_with_the_last_second_of_its_day_and_the_budget_that_was_in_force_then()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(3 * Unit);
        var then = rig.Now;
        rig.Now += Day;
        rig.SetTerms(Campaign, Daily(50 * Unit)).ShouldBeEmpty();

        var told = SpendAt(then, 2 * Unit).ShouldHaveSingleItem();
        told.ShouldBe(new(Campaign, AdProduct.SponsoredProducts, 10 * Unit, 5 * Unit, At("2026-03-11T06:59:59Z")));
        SpendAt(then, -2 * Unit).ShouldBeEmpty();
        SpendAt(then, 2 * Unit).ShouldBeEmpty();
    }

    [Fact]
    public void A_day_that_ended_without_a_budget_has_none_but_one_without_spend_gets_what_the_terms_give()
    {
        Spend(3 * Unit);
        var then = rig.Now;
        rig.Now += 2 * Day;
        rig.SetTerms(Campaign, Daily(10 * Unit));

        SpendAt(then, 3 * Unit).ShouldBeEmpty();
        SpendAt(then + Day, 3 * Unit).ShouldHaveSingleItem().Time.ShouldBe(At("2026-03-12T06:59:59Z"));
    }

    [Fact]
    public void A_day_takes_what_is_late_until_14_days_after_its_end_and_the_lifetime_takes_all()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(Unit);
        var (then, end) = (rig.Now, At("2026-03-11T07:00:00Z"));

        rig.Now = end + 14 * Day - 1;
        SpendAt(then, Unit).ShouldHaveSingleItem().Spent.ShouldBe(2 * Unit);
        rig.Now++;
        SpendAt(then, Unit).ShouldBeEmpty();
        rig.SetTerms(Campaign, new(10 * Unit, BudgetRecurrence.Lifetime, [])).ShouldHaveSingleItem().Spent.ShouldBe(3 * Unit);
    }

    [Fact]
    public void A_slot_that_is_used_again_knows_nothing_of_the_day_before()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        for (var day = 0; day < 60; day++)
        {
            Spend(Unit).ShouldHaveSingleItem().Spent.ShouldBe(Unit);
            rig.Now += Day;
        }

        rig.Memory[BudgetTable.Periods].Count.ShouldBeLessThanOrEqualTo(BudgetPeriod.Slots);
    }

    [Fact]
    public void All_days_that_may_still_change_are_kept()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        var first = rig.Now;
        for (var day = 0; day <= 14; day++)
        {
            Spend(Unit);
            rig.Now += Day;
        }

        rig.Now -= Day;
        for (var day = 0; day <= 14; day++)
        {
            SpendAt(first + day * Day, Unit).ShouldHaveSingleItem().Spent.ShouldBe(2 * Unit);
        }
    }

    [Fact]
    public void An_event_counts_for_the_portfolio_in_which_its_campaign_is_when_it_is_taken_in()
    {
        rig.SetTerms(Portfolio, Daily(10 * Unit));
        Spend(Unit).ShouldBeEmpty();
        rig.SetPortfolio(Campaign, PortfolioId);
        Spend(2 * Unit).ShouldHaveSingleItem().Spent.ShouldBe(2 * Unit);
        rig.SetPortfolio(Campaign, PortfolioId + 1);
        Spend(Unit).ShouldBeEmpty();
        rig.SetPortfolio(Campaign, -1);
        Spend(Unit).ShouldBeEmpty();

        rig.Present(0).ShouldHaveSingleItem().Spent.ShouldBe(2 * Unit);
    }

    [Fact]
    public void A_portfolio_sums_its_campaigns_and_is_of_the_ad_product_of_the_first()
    {
        rig.SetTerms(Portfolio, Daily(10 * Unit));
        rig.Present(0).ShouldHaveSingleItem().Product.ShouldBe(AdProduct.SponsoredProducts);
        rig.SetPortfolio(BrandsCampaign, PortfolioId);
        rig.SetPortfolio(Campaign, PortfolioId);

        var told = rig.Spend(new(Campaign, rig.Now, Unit), new(BrandsCampaign, rig.Now, Unit)).ShouldHaveSingleItem();
        told.ShouldBe(new(Portfolio, AdProduct.SponsoredBrands, 10 * Unit, 2 * Unit, rig.Now));
    }

    [Fact]
    public void What_is_told_comes_in_the_order_of_scopes_whatever_that_of_the_events()
    {
        rig.SetTerms(Portfolio, Daily(10 * Unit));
        rig.SetTerms(BrandsCampaign, Daily(10 * Unit));
        rig.SetTerms(Campaign, Daily(10 * Unit));
        rig.SetPortfolio(Campaign, PortfolioId);

        rig.Spend(new(BrandsCampaign, rig.Now, Unit), new(Campaign, rig.Now, Unit), new(Campaign, rig.Now - Day, Unit))
            .Select(told => (told.Scope, told.Time == rig.Now))
            .ShouldBe([(Campaign, false), (Campaign, true), (BrandsCampaign, true), (Portfolio, false), (Portfolio, true)]);
    }

    [Fact]
    public void What_sums_to_nothing_in_a_day_leaves_no_trace()
    {
        rig.Spend(new(Campaign, rig.Now, Unit), new(Campaign, rig.Now - Hour, -Unit), new(Campaign, rig.Now - Day, 0))
            .ShouldBeEmpty();

        rig.Memory.Find(Campaign).ShouldBe(-1);
    }

    [Fact]
    public void An_event_minutes_ahead_of_its_day_is_judged_by_what_the_budget_is_changed_to_before_it()
    {
        rig.Now = At("2026-03-11T06:58:00Z");
        rig.SetTerms(Campaign, Daily(100 * Unit));
        SpendAt(rig.Now + 200, Unit).ShouldBeEmpty();
        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Time.ShouldBe(rig.Now);

        rig.Now += 2 * Day;
        SpendAt(rig.Now - 2 * Day + 200, Unit).ShouldHaveSingleItem().Budget.ShouldBe(10 * Unit);
    }

    [Fact]
    public void A_day_that_comes_again_behind_midnight_is_not_over_between()
    {
        // Half a minute after midnight, half a minute before the clock goes back to a minute after eleven.
        var rig = new BudgetRig("America/St_Johns") { Now = At("2010-11-07T02:30:30Z") };
        rig.SetTerms(Campaign, Daily(100 * Unit));
        rig.Spend(new BudgetSpend(Campaign, rig.Now - 60, Unit)).ShouldBeEmpty();

        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Time.ShouldBe(rig.Now);
        rig.Now += 60;
        rig.Spend(new BudgetSpend(Campaign, rig.Now, Unit)).ShouldHaveSingleItem().Spent.ShouldBe(2 * Unit);
    }

    [Fact]
    public void The_day_behind_one_that_the_calendar_leaves_out_may_have_begun()
    {
        // Two minutes before the end of the twenty-ninth, behind which came the thirty-first.
        var rig = new BudgetRig("Pacific/Apia") { Now = At("2011-12-30T09:58:00Z") };
        rig.SetTerms(Campaign, Daily(100 * Unit));
        rig.Spend(new BudgetSpend(Campaign, rig.Now + 200, Unit)).ShouldBeEmpty();

        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Spent.ShouldBe(Unit);
    }

    [Fact]
    public void A_budget_of_another_recurrence_is_another_budget()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        Spend(3 * Unit).Count.ShouldBe(1);

        rig.SetTerms(Campaign, new(10 * Unit, BudgetRecurrence.Monthly, [])).Count.ShouldBe(1);
        Spend(Unit).ShouldHaveSingleItem().Spent.ShouldBe(4 * Unit);
        rig.SetTerms(Campaign, Daily(10 * Unit)).ShouldHaveSingleItem().Spent.ShouldBe(4 * Unit);
    }

    [Fact]
    public void Sums_stay_at_the_end_of_their_range()
    {
        rig.SetTerms(Campaign, Daily(1));
        for (var part = 0; part < 3; part++)
        {
            rig.Spend(new(Campaign, rig.Now, long.MaxValue), new(Campaign, rig.Now, long.MaxValue));
        }

        rig.Present(0).ShouldHaveSingleItem().Spent.ShouldBe(1L << 61);
        Spend(long.MinValue + 1).ShouldBeEmpty();
        rig.Present(0).ShouldHaveSingleItem().Spent.ShouldBe(0);
    }

    [Fact]
    public void Terms_that_nobody_can_spend_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => rig.SetTerms(Campaign, Daily(0)));

    [Fact]
    public void The_present_is_told_of_every_budget_also_where_nothing_was_spent()
    {
        rig.SetTerms(Campaign, Daily(10 * Unit));
        rig.SetTerms(Portfolio, new(5 * Unit, BudgetRecurrence.Monthly, []));
        Spend(Unit);
        rig.Now += Day;

        rig.Present(0)
            .ShouldBe([
                new(Campaign, AdProduct.SponsoredProducts, 10 * Unit, 0, rig.Now),
                new(Portfolio, AdProduct.SponsoredProducts, 5 * Unit, 0, rig.Now),
            ]);
        rig.Present(1).ShouldBeEmpty();
    }

    private int Today => rig.Zone.Day(rig.Now);

    private IReadOnlyList<BudgetUsage> Spend(long micros) => SpendAt(rig.Now, micros);

    private IReadOnlyList<BudgetUsage> SpendAt(long time, long micros) => rig.Spend(new BudgetSpend(Campaign, time, micros));

    private static BudgetTerms Daily(long micros, params BudgetRule[] rules) => new(micros, BudgetRecurrence.Daily, rules);

    private static long At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
