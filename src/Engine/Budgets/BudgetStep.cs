using Millrace.Engine.Journal;
using Millrace.Engine.Time;

namespace Millrace.Engine.Budgets;

/// <summary>
/// Decides what is to be told of budgets when something was spent or the terms of one changed, and writes it: what was spent first, then
/// by what its periods are judged. What is told comes in the order of scopes, and of one scope days before months.
/// </summary>
internal sealed class BudgetStep(PartitionState state, Recorder recorder)
{
    private readonly BudgetMemory memory = state.Budgets;
    private readonly DaySums sums = new();
    private readonly List<(BudgetScope Scope, int Number, BudgetPeriod Period, bool IsFirst)> touched = [];
    private readonly List<Judgement> judgements = [];
    private List<BudgetUsage> told = [];

    /// <summary>Takes in what a part of a body spends; the accounts were described before.</summary>
    /// <param name="spends">Of campaigns, in any order; several of one campaign and window are summed.</param>
    /// <param name="now">Platform time, unix seconds.</param>
    /// <returns>What is to be told.</returns>
    public IReadOnlyList<BudgetUsage> Spend(ReadOnlySpan<BudgetSpend> spends, long now, Effects effects)
    {
        Begin();
        GatherSums(spends, now);
        if (sums.Count == 0)
        {
            return [];
        }

        FindTouched();
        recorder.Write(effects, writer => BudgetRecords.WriteSpend(writer, sums));
        foreach (var (scope, number, period, isFirst) in touched)
        {
            memory.TryPeriod(number, period, out var use);
            var budget = isFirst ? InForce.Of(memory.Terms(number), period) : use.Budget;
            Judge(scope, period, use, budget, now);
        }

        return End(effects);
    }

    /// <summary>
    /// Sets what a campaign or portfolio may spend, and judges anew what its periods that are not over have spent; terms that are as
    /// they were leave no trace.
    /// </summary>
    /// <param name="terms">Null: it has no budget, or none any more.</param>
    /// <param name="now">Platform time, unix seconds.</param>
    /// <returns>What is to be told.</returns>
    public IReadOnlyList<BudgetUsage> SetTerms(BudgetScope scope, BudgetTerms? terms, long now, Effects effects)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terms?.Micros ?? 1, nameof(terms));
        var number = memory.Find(scope);
        if (IsSame(number < 0 ? null : memory.Terms(number), terms))
        {
            return [];
        }

        Begin();
        recorder.Write(effects, writer => BudgetRecords.WriteTerms(writer, scope, terms));
        var zone = ZoneOf(scope);
        foreach (var period in PeriodsAround(zone.Day(now)))
        {
            if (memory.TryPeriod(number, period, out var use) && now < period.End(zone))
            {
                Judge(scope, period, use, InForce.Of(terms, period), now);
            }
        }

        return End(effects);
    }

    /// <summary>Says in which portfolio a campaign is from now on; what it spent before stays where it is.</summary>
    /// <param name="portfolio">Text number of its id, -1: in none.</param>
    public void SetPortfolio(BudgetScope campaign, int portfolio, Effects effects)
    {
        var number = memory.Find(campaign);
        if ((number < 0 ? -1 : memory.Portfolio(number)) != portfolio)
        {
            recorder.Write(effects, writer => BudgetRecords.WritePortfolio(writer, campaign, portfolio));
        }
    }

    /// <summary>The usage of every budget of an account in its present period, in the order in which the scopes became known.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public IEnumerable<BudgetUsage> Present(int account, long now)
    {
        foreach (var (number, scope) in memory.ScopesOf(account))
        {
            if (memory.Terms(number) is { } terms)
            {
                var period = BudgetPeriod.Of(terms.Recurrence, ZoneOf(scope).Day(now));
                memory.TryPeriod(number, period, out var use);
                yield return new(scope, memory.Product(number), InForce.Of(terms, period), use.Spent, now);
            }
        }
    }

    private void Begin()
    {
        judgements.Clear();
        told = [];
    }

    private IReadOnlyList<BudgetUsage> End(Effects effects)
    {
        if (judgements.Count > 0)
        {
            recorder.Write(effects, writer => BudgetRecords.WriteJudgements(writer, judgements));
        }

        return told;
    }

    private void GatherSums(ReadOnlySpan<BudgetSpend> spends, long now)
    {
        sums.Clear();
        foreach (ref readonly var spend in spends)
        {
            var campaign = spend.Campaign;
            var zone = ZoneOf(campaign);
            var day = zone.Day(spend.WindowStart);
            var sum = new DaySum(campaign, day, BudgetPeriod.ShortestOpen(day, zone, now), spend.Micros);
            sums.Add(sum);
            if (memory.Find(campaign) is var number and >= 0 && memory.Portfolio(number) is var portfolio and >= 0)
            {
                sums.Add(sum with { Scope = new(campaign.Account, BudgetScopeKind.Portfolio, portfolio) });
            }
        }

        sums.Merge();
    }

    /// <summary>
    /// Finds the periods in which is spent and of which something may have to be told, and whether it is for the first time: asked before
    /// it is folded.
    /// </summary>
    private void FindTouched()
    {
        touched.Clear();
        for (var (first, end) = (0, 0); first < sums.Count; first = end)
        {
            var scope = sums[first].Scope;
            while (end < sums.Count && sums[end].Scope == scope)
            {
                end++;
            }

            var number = memory.Find(scope);
            if (!memory.HasHadTerms(number))
            {
                continue;
            }

            for (var recurrence = BudgetRecurrence.Daily; recurrence <= BudgetRecurrence.Lifetime; recurrence++)
            {
                var last = (BudgetPeriod?)null;
                for (var place = first; place < end; place++)
                {
                    var period = BudgetPeriod.Of(recurrence, sums[place].Day);
                    if (sums[place].Shortest <= recurrence && period != last)
                    {
                        touched.Add((scope, number, period, !memory.TryPeriod(number, period, out _)));
                        last = period;
                    }
                }
            }
        }
    }

    /// <param name="use">What is known of the period now.</param>
    /// <param name="budget">That is in force; where it is another than before, an epoch begins.</param>
    private void Judge(BudgetScope scope, BudgetPeriod period, PeriodUse use, long budget, long now)
    {
        var before = budget == use.Budget ? use.Told : 0;
        var reached = InForce.StepsReached(use.Spent, budget);
        if (reached > before)
        {
            var time = Math.Min(now, period.End(ZoneOf(scope)) - 1);
            told.Add(new(scope, memory.Product(memory.Find(scope)), budget, use.Spent, time));
        }

        var judgement = new Judgement(scope, period, budget, Math.Max(reached, before));
        if ((judgement.Budget, judgement.Told) != (use.Budget, use.Told))
        {
            judgements.Add(judgement);
        }
    }

    private AccountZone ZoneOf(BudgetScope scope) => state.Account(scope.Account).Zone;

    /// <summary>
    /// The periods of today and of the days beside it: a clock that is put back may bring a day again, and events minutes ahead may lie
    /// in the next day, or where the calendar leaves that out in the one behind it.
    /// </summary>
    private static IEnumerable<BudgetPeriod> PeriodsAround(int today) =>
        Enum.GetValues<BudgetRecurrence>()
            .SelectMany(recurrence => Enumerable.Range(today - 1, 4).Select(day => BudgetPeriod.Of(recurrence, day)))
            .Distinct();

    private static bool IsSame(BudgetTerms? known, BudgetTerms? terms) =>
        known is null || terms is null
            ? known == terms
            : (known.Micros, known.Recurrence) == (terms.Micros, terms.Recurrence) && known.Rules.SequenceEqual(terms.Rules);
}
