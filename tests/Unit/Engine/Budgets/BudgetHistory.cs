using CsCheck;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>A random history: where and when it begins, and what happens in it. All of it is numbers, so that it shrinks.</summary>
internal sealed record BudgetHistory(int Place, int OtherZone, BudgetHistory.Step[] Steps)
{
    /// <summary>Zones with odd offsets, and instants shortly before their clocks change or a month ends.</summary>
    private static readonly (string Zone, string Start)[] Places =
    [
        ("Asia/Kathmandu", "2024-02-26T12:00:00Z"),
        ("Australia/Lord_Howe", "2025-04-05T09:00:00Z"),
        ("America/Sao_Paulo", "2018-11-03T12:00:00Z"),
        ("America/Sao_Paulo", "2018-02-17T12:00:00Z"),
        ("Africa/Casablanca", "2025-02-22T12:00:00Z"),
        ("America/St_Johns", "2010-11-07T02:00:00Z"),
        ("America/Havana", "2025-11-01T23:00:00Z"),
        ("Pacific/Apia", "2011-12-29T12:00:00Z"),
        ("America/Los_Angeles", "2024-03-09T20:00:00Z"),
        ("UTC", "2023-12-31T12:00:00Z"),
    ];

    private static readonly long[] Jumps = [0, 0, 0, 1, 60, 600, 3600, 3600, 7200, 20_000, 86_400, 3 * 86_400];
    private static readonly long[] Ages = [0, 0, 0, 60, 3600, 3600, 20_000, 86_400, 3 * 86_400, 13 * 86_400, 14 * 86_400];
    private static readonly decimal[] Costs = [0.5m, 0.5m, 0.499999m, 0.500001m, 0.05m, 1, 5, 0.000001m, 40];
    private static readonly decimal[] Amounts = [10, 10, 10, 1, 12.345678m, 0.000007m, 100];
    private static readonly decimal[] Percentages = [10, 50, 33.333333m, 0.000005m, 100];
    private static readonly string[] Recurrences = ["DAILY", "DAILY", "MONTHLY", "LIFETIME"];
    private static readonly string[] Kinds = ["sp", "sb", "sd"];

    private static readonly Gen<Spend> AnySpend = Gen.Select(
        Gen.Int[0, 5],
        Gen.Int[0, Ages.Length + 1],
        Gen.Int[-3, 300],
        Gen.Int[0, Costs.Length - 1],
        Gen.Int[0, 3],
        (campaign, age, seconds, cost, sign) => new Spend(campaign, age, seconds, cost, sign == 0)
    );

    private static readonly Gen<Rule> AnyRule = Gen.Select(
        Gen.Int[0, Percentages.Length - 1],
        Gen.Int[-3, 2],
        Gen.Int[-1, 4],
        Gen.Int[0, 255],
        (percentage, from, days, weekdays) => new Rule(percentage, from, days, weekdays)
    );

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Int[0, 19],
        Gen.Int[0, Jumps.Length + 1],
        AnySpend.Array[1, 5],
        Gen.Int[0, Amounts.Length - 1],
        Gen.Int[0, Recurrences.Length - 1],
        AnyRule.Array[0, 2],
        Gen.Int[0, 4],
        (what, jump, spends, amount, recurrence, rules, portfolio) =>
            new Step(what, jump, spends, amount, recurrence, rules, portfolio)
    );

    public static Gen<BudgetHistory> Any(int stepsMax) =>
        Gen.Select(
            Gen.Int[0, Places.Length - 1],
            Gen.Int[0, Places.Length - 1],
            AnyStep.Array[1, stepsMax],
            (place, other, steps) => new BudgetHistory(place, other, steps)
        );

    public string[] Zones => [Places[Place].Zone, Places[OtherZone].Zone];

    public long Start => DateTimeOffset.Parse(Places[Place].Start, null).ToUnixTimeSeconds();

    private static ModelScope Campaign(int number) => new(number / 4, Kinds[number % 3], number);

    internal sealed record Spend(int Campaign, int Age, int Seconds, int Cost, bool IsBack)
    {
        /// <summary>Now and minutes ahead, late by up to 14 days, or old data.</summary>
        public (ModelScope Campaign, DateTimeOffset Time, decimal Cost) At(long now)
        {
            var time =
                Age < Ages.Length ? now - Ages[Age] + Seconds
                : Age == Ages.Length ? now - (16 * 86_400) + (Seconds * 600)
                : now - (20 * 86_400) + (Seconds * 6000);
            return (
                BudgetHistory.Campaign(Campaign),
                DateTimeOffset.FromUnixTimeSeconds(Math.Min(time, now + 300)),
                IsBack ? -Costs[Cost] : Costs[Cost]
            );
        }
    }

    internal sealed record Rule(int Percentage, int From, int Days, int Weekdays)
    {
        public ModelRule At(DateOnly today) =>
            new(
                Percentages[Percentage],
                today.AddDays(From),
                Days < 0 ? null : today.AddDays(From + Days),
                Weekdays > 127 ? null : [.. Enum.GetValues<DayOfWeek>().Where(day => (Weekdays >> (int)day & 1) != 0)]
            );
    }

    internal sealed record Step(int What, int Jump, Spend[] Spends, int Amount, int Recurrence, Rule[] Rules, int Portfolio)
    {
        /// <summary>Some time later, or around the next local midnight.</summary>
        public long After(long now, string zone) =>
            Jump < Jumps.Length ? now + Jumps[Jump]
            : Jump == Jumps.Length ? Math.Max(now, ModelCalendar.NextMidnight(zone, now) - 120)
            : ModelCalendar.NextMidnight(zone, now) + 30;

        public ModelScope Campaign => BudgetHistory.Campaign(Spends[0].Campaign);

        /// <summary>Its campaign, or now and then a portfolio.</summary>
        public ModelScope Scope => Portfolio > 2 ? new(Campaign.Account, "portfolio", 100 + (Portfolio % 2)) : Campaign;

        public int? PortfolioId => Portfolio > 3 ? null : 100 + (Portfolio % 2);

        public ModelTerms Terms(DateOnly today) =>
            new(Amounts[Amount], Recurrences[Recurrence], [.. Rules.Select(rule => rule.At(today))]);
    }
}
