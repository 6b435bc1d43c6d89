namespace Millrace.Engine.Budgets;

/// <summary>What terms come to in a period.</summary>
internal static class InForce
{
    private const int StepsOfAll = 20;
    private const int WholeMicros = 100_000_000;

    // 1970-01-01 was a Thursday.
    private const int WeekdayOfFirstDay = 4;

    /// <summary>The budget of a period in millionths; 0 where the terms give it none.</summary>
    public static long Of(BudgetTerms? terms, BudgetPeriod period)
    {
        if (terms is null || terms.Recurrence != period.Recurrence)
        {
            return 0;
        }

        var percent = 0L;
        foreach (var rule in terms.Recurrence == BudgetRecurrence.Daily ? terms.Rules : [])
        {
            percent = Fits(in rule, period.Number) ? Math.Max(percent, rule.PercentMicros) : percent;
        }

        return Raised(terms.Micros, percent);
    }

    /// <summary>How many steps of 5 percent are reached.</summary>
    /// <param name="spent">Millionths.</param>
    /// <param name="budget">Millionths; where it is 0 no step is reached.</param>
    public static long StepsReached(long spent, long budget) =>
        spent <= 0 || budget <= 0 ? 0 : AtMostMax((Int128)spent * StepsOfAll / budget);

    private static bool Fits(in BudgetRule rule, int day) =>
        day >= rule.FirstDay && day <= rule.LastDay && ((rule.Weekdays >> Weekday(day)) & 1) != 0;

    /// <summary>Rounded to a millionth, half away from zero.</summary>
    private static long Raised(long micros, long percentMicros) =>
        AtMostMax((((Int128)micros * ((Int128)WholeMicros + percentMicros)) + (WholeMicros / 2)) / WholeMicros);

    private static int Weekday(int day) => (((day + WeekdayOfFirstDay) % 7) + 7) % 7;

    private static long AtMostMax(Int128 value) => (long)Int128.Min(value, long.MaxValue);
}
