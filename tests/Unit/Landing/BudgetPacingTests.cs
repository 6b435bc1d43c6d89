namespace Millrace.Unit.Landing;

/// <summary>The view of how fast budgets are used.</summary>
public sealed class BudgetPacingTests : IAsyncLifetime
{
    private static readonly DateTime Eight = new(2026, 7, 13, 8, 0, 0, DateTimeKind.Utc);
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Steps_pace_and_projection_of_an_epoch()
    {
        // 5 to 45 percent in four hours: ten an hour; the rest of 55 takes five and a half.
        await LandAsync((100, 5, 0), (100, 16, 1), (100, 25, 2), (100, 45, 4));
        (
            await PacingAsync(
                "map_keys(steps), steps[15], steps[45], percent_per_hour, projected_full_at, budget_usage_percentage"
            )
        ).ShouldBe(["[5,10,15,20,25,30,35,40,45]|2026-07-13 09:00:00|2026-07-13 12:00:00|10|2026-07-13 17:30:00|45"]);
    }

    [Fact]
    public async Task A_subscriber_who_comes_late_is_told_the_steps_before_at_once()
    {
        await LandAsync((100, 47, 3));
        (await PacingAsync("map_keys(steps)[1], steps[5], steps[45], percent_per_hour, projected_full_at")).ShouldBe([
            "5|2026-07-13 11:00:00|2026-07-13 11:00:00||",
        ]);
    }

    [Fact]
    public async Task What_is_used_up_is_not_projected()
    {
        await LandAsync((100, 50, 0), (100, 105, 1));
        (await PacingAsync("steps[100], map_keys(steps)[-1], projected_full_at")).ShouldBe(["2026-07-13 09:00:00|105|"]);
    }

    [Fact]
    public async Task Steps_have_a_bound_and_usage_has_none()
    {
        await LandAsync((100, 990, 0), (100, 1100, 1), (100, 1200, 2));
        (await PacingAsync("epoch, map_keys(steps)[-1], budget_usage_percentage")).ShouldBe(["1|1000|1200"]);
    }

    [Theory]
    [InlineData(50, 30, "another budget")]
    [InlineData(100, 6, "less usage")]
    [InlineData(100, 24, "a step told again")]
    public async Task An_epoch_begins_with(double budget, double percent, string why)
    {
        await LandAsync((100, 10, 0), (100, 20, 2), (budget, percent, 4), (budget, percent + 40, 6));
        (await PacingAsync("epoch, budget, first_told_at, percent_per_hour")).ShouldBe(
            ["1|100|2026-07-13 08:00:00|5", $"2|{budget}|2026-07-13 12:00:00|20"],
            why
        );
    }

    [Fact]
    public async Task A_snapshot_begins_no_epoch_and_tells_no_step_again()
    {
        var snapshot = ("message_type", (string?)"\"snapshot\"");
        await rig.LandAsync(
            DocumentMaker.Usage("1", 100, 10.5, Eight),
            DocumentMaker.Usage("1", 100, 12.5, Eight.AddHours(1), snapshot),
            DocumentMaker.Usage("1", 100, 30.5, Eight.AddHours(2))
        );
        (await PacingAsync("epoch, map_keys(steps), steps[10], steps[15], percent_per_hour")).ShouldBe([
            "1|[5,10,15,20,25,30]|2026-07-13 08:00:00|2026-07-13 10:00:00|10",
        ]);
    }

    [Fact]
    public async Task A_snapshot_with_less_usage_is_of_another_epoch()
    {
        await rig.LandAsync(
            DocumentMaker.Usage("1", 100, 40, Eight),
            DocumentMaker.Usage("1", 100, 6, Eight.AddHours(1), ("message_type", "\"snapshot\"")),
            DocumentMaker.Usage("1", 100, 10, Eight.AddHours(2))
        );
        (await PacingAsync("epoch, map_keys(steps), percent_per_hour")).ShouldBe(["1|[5,10,15,20,25,30,35,40]|", "2|[5,10]|4"]);
    }

    [Fact]
    public async Task Messages_in_any_order_and_within_one_second_are_one_epoch()
    {
        await LandAsync((100, 15, 0), (100, 25, 1), (100, 10, 0), (100, 5, 0));
        (await PacingAsync("epoch, map_keys(steps), percent_per_hour")).ShouldBe(["1|[5,10,15,20,25]|20"]);
    }

    [Theory]
    [InlineData(80, 62.5)]
    [InlineData(125, 40)]
    public async Task A_budget_that_changes_in_the_second_of_a_step_begins_one_epoch_in_whatever_order_it_comes(
        double budget,
        double percent
    )
    {
        (double, double, double)[] told = [(100, 45, 0), (100, 50, 1), (budget, percent, 1), (budget, percent + 10, 2)];
        for (var first = 0; first < told.Length; first++)
        {
            await rig.DisposeAsync();
            rig = await LandingRig.OpenAsync();
            await LandAsync([.. told[first..].Reverse(), .. told[..first]]);
            (await PacingAsync("epoch, budget, budget_usage_percentage, percent_per_hour")).ShouldBe([
                "1|100|50|5",
                $"2|{budget}|{percent + 10}|10",
            ]);
        }
    }

    [Fact]
    public async Task Each_scope_of_each_account_goes_its_own_way()
    {
        await rig.LandAsync(
            DocumentMaker.Usage("1", 100, 5, Eight),
            DocumentMaker.Usage("1", 100, 6, Eight, ("budget_scope_type", "\"PORTFOLIO\"")),
            DocumentMaker.Usage("1", 100, 7, Eight, ("advertiser_id", null)),
            DocumentMaker.Usage("2", 100, 8, Eight.AddDays(-1))
        );
        (await PacingAsync("epoch, day, budget_usage_percentage")).ShouldBe([
            "1|2026-07-12|8",
            "1|2026-07-13|5",
            "1|2026-07-13|6",
            "1|2026-07-13|7",
        ]);
    }

    private Task LandAsync(params (double Budget, double Percent, double Hour)[] messages) =>
        rig.LandAsync([
            .. messages.Select(told => DocumentMaker.Usage("1", told.Budget, told.Percent, Eight.AddHours(told.Hour))),
        ]);

    private Task<IReadOnlyList<string>> PacingAsync(string columns) =>
        rig.AskAsync($"SELECT {columns} FROM {DocumentMaker.Schema}.budget_pacing ORDER BY ALL");
}
