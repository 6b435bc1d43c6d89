namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>
/// A campaign or portfolio: what it has spent in every period, what it may spend, and what of that has to be told
/// (docs/messaging.md, "Budget usage").
/// </summary>
internal sealed class BudgetScope(VirtualAccount account, string id, bool isPortfolio)
{
    /// <summary>Periods that ended before are told no more, and forgotten.</summary>
    private const long LateDays = 14;

    private const long StepsOfBudget = 20;
    private readonly Dictionary<(BudgetRecurrence Recurrence, long Number), BudgetPeriod> periods = [];

    /// <summary>By day, what the body that is being entered spends.</summary>
    private readonly SortedDictionary<long, long> spending = [];
    private BudgetTerms? terms;

    /// <summary>Notes what a body spends at an instant; below 0 it is taken back.</summary>
    public void Spend(long time, long micros)
    {
        var day = LocalDays.At(account, time);
        spending[day] = checked(spending.GetValueOrDefault(day) + micros);
    }

    /// <summary>Enters what the body has spent, a sum for each day, and judges it; where the sum is zero nothing happened.</summary>
    public void Judge(long now, List<BudgetMessage> told)
    {
        var touched = new SortedSet<(BudgetRecurrence, long)>();
        foreach (var (day, micros) in spending.Where(day => day.Value != 0))
        {
            foreach (var recurrence in Enum.GetValues<BudgetRecurrence>())
            {
                Enter(recurrence, day, micros);
                touched.Add((recurrence, Number(recurrence, day)));
            }
        }

        foreach (var key in touched)
        {
            Judge(key, now, told);
        }

        spending.Clear();
        Forget(LocalDays.At(account, now) - LateDays - 1);
    }

    /// <summary>Sets what it may spend from now on; null: it has no budget.</summary>
    public void Set(BudgetTerms? next, long now, List<BudgetMessage> told)
    {
        var day = LocalDays.At(account, now);
        var (before, after) = (InForce(terms, day), InForce(next, day));
        var left = terms?.Recurrence;
        terms = next;
        if (before == after)
        {
            return;
        }

        if (left is { } recurrence)
        {
            (Period(recurrence, day).BudgetMicros, Period(recurrence, day).Told) = (null, 0);
        }

        if (after is { } budget)
        {
            (Period(budget.Recurrence, day).BudgetMicros, Period(budget.Recurrence, day).Told) = (budget.Micros, 0);
            Judge((budget.Recurrence, Number(budget.Recurrence, day)), now, told);
        }
    }

    private static (BudgetRecurrence Recurrence, long Micros)? InForce(BudgetTerms? terms, long day) =>
        terms is null ? null : (terms.Recurrence, terms.InForceOn(day));

    private void Judge((BudgetRecurrence Recurrence, long Number) key, long now, List<BudgetMessage> told)
    {
        var period = periods[key];
        if (period.BudgetMicros is not { } budget)
        {
            return;
        }

        var step = checked(period.SpentMicros * StepsOfBudget) / budget;
        var today = LocalDays.At(account, now);
        if (step <= period.Told)
        {
            return;
        }

        if (key.Number >= Number(key.Recurrence, today))
        {
            period.Told = step;
            told.Add(new(id, isPortfolio, budget, period.SpentMicros, now));
        }
        else if (LastDay(key) >= today - LateDays)
        {
            period.Told = step;
            told.Add(new(id, isPortfolio, budget, period.SpentMicros, LocalDays.LastSecond(account, LastDay(key))));
        }
    }

    private void Enter(BudgetRecurrence recurrence, long day, long micros)
    {
        var period = Period(recurrence, day);
        if (!period.IsBegun)
        {
            period.IsBegun = true;
            period.BudgetMicros = terms?.Recurrence == recurrence ? terms.InForceOn(day) : null;
        }

        period.SpentMicros = checked(period.SpentMicros + micros);
    }

    private BudgetPeriod Period(BudgetRecurrence recurrence, long day)
    {
        var key = (recurrence, Number(recurrence, day));
        if (!periods.TryGetValue(key, out var period))
        {
            periods.Add(key, period = new());
        }

        return period;
    }

    private void Forget(long before)
    {
        foreach (var over in periods.Keys.Where(key => LastDay(key) < before).ToList())
        {
            periods.Remove(over);
        }
    }

    private static long Number(BudgetRecurrence recurrence, long day) =>
        recurrence switch
        {
            BudgetRecurrence.Daily => day,
            BudgetRecurrence.Monthly => (LocalDays.DateOf(day).Year * 12) + LocalDays.DateOf(day).Month - 1,
            _ => 0,
        };

    private static long LastDay((BudgetRecurrence Recurrence, long Number) key) =>
        key.Recurrence switch
        {
            BudgetRecurrence.Daily => key.Number,
            BudgetRecurrence.Monthly => LocalDays.Of(
                new DateOnly((int)(key.Number / 12), (int)(key.Number % 12) + 1, 1).AddMonths(1)
            ) - 1,
            _ => long.MaxValue,
        };
}
