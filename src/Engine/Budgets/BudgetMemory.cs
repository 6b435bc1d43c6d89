using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Budgets;

/// <summary>
/// What a partition remembers of budgets: the terms of each campaign and portfolio, in which portfolio a campaign is, and what was spent
/// in the periods that may still change. It changes by folding <see cref="BudgetRecords"/> alone. A page says up to which entry it
/// holds the facts, and what it holds is not folded again.
/// </summary>
internal sealed class BudgetMemory(long hashSeed)
{
    /// <summary>How many sums <see cref="AddSpends"/> takes.</summary>
    public const int SpendsAtOnce = 32;

    /// <summary>A page of 4,096 rows stays below 256 KB, after which the writer goes on with other things.</summary>
    private const int SegmentShift = 12;

    // Lanes of a scope. What belongs to it is of a campaign the id of its portfolio, of a portfolio its ad product; plus one, 0: nothing.
    private const int Micros = 0;
    private const int RulesAndRecurrence = 1;
    private const int Belongs = 2;
    private const int RecurrenceBits = 2;

    // In place of a recurrence: what had terms has none any more.
    private const long Ended = (1 << RecurrenceBits) - 1;

    // Lanes of a period.
    private const int Number = 0;
    private const int Spent = 1;
    private const int Budget = 2;
    private const int Told = 3;

    private const int Recurrences = (int)BudgetRecurrence.Lifetime + 1;
    private const int ScopeNumbers = 3;
    private const int PeriodNumbers = 2;

    /// <summary>By account, kind and text number of the id. A scope's number is its row.</summary>
    private readonly SegmentedTable scopes = new(ScopeNumbers, lanes: 3, SegmentShift, hashSeed);

    /// <summary>By scope and place: percentage, first and last day, weekdays.</summary>
    private readonly SegmentedTable rules = new(keyNumbers: 2, lanes: 4, SegmentShift, hashSeed);

    /// <summary>By scope and slot.</summary>
    private readonly SegmentedTable periods = new(PeriodNumbers, lanes: 4, SegmentShift, hashSeed);

    /// <summary>A table, for its pages: each segment is one.</summary>
    public SegmentedTable this[BudgetTable table] =>
        table switch
        {
            BudgetTable.Scopes => scopes,
            BudgetTable.Rules => rules,
            _ => periods,
        };

    /// <summary>The number of a scope, -1 where nothing is known of it.</summary>
    public int Find(BudgetScope scope) => scopes.Find([scope.Account, (int)scope.Kind, scope.Id]);

    /// <summary>The scopes of an account with their numbers, in the order in which they became known.</summary>
    public IEnumerable<(int Number, BudgetScope Scope)> ScopesOf(int account)
    {
        for (var row = 0; row < scopes.Count; row++)
        {
            if (scopes.Key(row)[0] == account)
            {
                yield return (row, new(account, (BudgetScopeKind)scopes.Key(row)[1], scopes.Key(row)[2]));
            }
        }
    }

    /// <summary>The terms of a scope, null where it has no budget.</summary>
    public BudgetTerms? Terms(int scope)
    {
        var lanes = scopes.Lanes(scope);
        if (lanes[Micros] == 0)
        {
            return null;
        }

        var found = new BudgetRule[lanes[RulesAndRecurrence] >> RecurrenceBits];
        for (var place = 0; place < found.Length; place++)
        {
            var rule = rules.Lanes(rules.Find([scope, place]));
            found[place] = new(rule[0], (int)rule[1], (int)rule[2], (byte)rule[3]);
        }

        var recurrence = (BudgetRecurrence)(lanes[RulesAndRecurrence] & Ended);
        return new(lanes[Micros], recurrence, found);
    }

    /// <summary>Whether a scope has terms or had some; periods of one that had none are judged by nothing.</summary>
    /// <param name="scope">Its number; -1: it is not known.</param>
    public bool HasHadTerms(int scope) =>
        scope >= 0 && (scopes.Lanes(scope)[Micros] | scopes.Lanes(scope)[RulesAndRecurrence]) != 0;

    /// <summary>Text number of the portfolio in which a campaign is, -1 where it is in none.</summary>
    public int Portfolio(int campaign) => (int)scopes.Lanes(campaign)[Belongs] - 1;

    /// <summary>The ad product of a scope.</summary>
    public AdProduct Product(int scope)
    {
        var kind = (BudgetScopeKind)scopes.Key(scope)[1];
        return kind != BudgetScopeKind.Portfolio ? (AdProduct)kind : (AdProduct)Math.Max(0, scopes.Lanes(scope)[Belongs] - 1);
    }

    /// <summary>What is known of a period; false where nothing was spent in it yet, or it is too long ago.</summary>
    /// <param name="scope">Its number; -1: it is not known.</param>
    public bool TryPeriod(int scope, BudgetPeriod period, out PeriodUse use)
    {
        var row = scope < 0 ? -1 : periods.Find([scope, period.Slot]);
        if (row < 0 || periods.Lanes(row)[Number] != period.Number)
        {
            use = default;
            return false;
        }

        var lanes = periods.Lanes(row);
        use = new(lanes[Spent], lanes[Budget], lanes[Told]);
        return true;
    }

    /// <summary>
    /// Adds to the periods of days. A sum that would leave the range of sums stays at its end. In steps over several of them, so that what
    /// each has to fetch from memory comes for all at once.
    /// </summary>
    /// <param name="sequence">Number of the entry.</param>
    /// <param name="sums">No more than <see cref="SpendsAtOnce"/>.</param>
    public void AddSpends(long sequence, ReadOnlySpan<DaySum> sums)
    {
        Span<int> scopeKeys = stackalloc int[ScopeNumbers * SpendsAtOnce];
        Span<int> numbers = stackalloc int[SpendsAtOnce];
        for (var place = 0; place < sums.Length; place++)
        {
            var scope = sums[place].Scope;
            var key = scopeKeys.Slice(ScopeNumbers * place, ScopeNumbers);
            (key[0], key[1], key[2]) = (scope.Account, (int)scope.Kind, scope.Id);
        }

        scopes.GetOrAddAll(scopeKeys[..(ScopeNumbers * sums.Length)], numbers);
        Span<(BudgetPeriod Period, long Micros)> added = stackalloc (BudgetPeriod, long)[Recurrences * SpendsAtOnce];
        Span<int> periodKeys = stackalloc int[PeriodNumbers * Recurrences * SpendsAtOnce];
        Span<int> rows = stackalloc int[Recurrences * SpendsAtOnce];
        var count = 0;
        for (var place = 0; place < sums.Length; place++)
        {
            for (var recurrence = sums[place].Shortest; recurrence <= BudgetRecurrence.Lifetime; recurrence++, count++)
            {
                var period = BudgetPeriod.Of(recurrence, sums[place].Day);
                var key = periodKeys.Slice(PeriodNumbers * count, PeriodNumbers);
                (key[0], key[1]) = (numbers[place], period.Slot);
                added[count] = (period, sums[place].Micros);
            }
        }

        periods.GetOrAddAll(periodKeys[..(PeriodNumbers * count)], rows);
        for (var place = 0; place < count; place++)
        {
            if (TryChangePeriod(sequence, rows[place], added[place].Period, out var lanes))
            {
                lanes[Spent] = Math.Clamp(lanes[Spent] + added[place].Micros, -Sums.Max, Sums.Max);
            }
        }
    }

    /// <summary>Sets what a period is judged by.</summary>
    public void SetPeriod(long sequence, BudgetScope scope, BudgetPeriod period, long budget, long told)
    {
        if (TryChangePeriod(sequence, periods.GetOrAdd([GetOrAdd(scope), period.Slot]), period, out var lanes))
        {
            (lanes[Budget], lanes[Told]) = (budget, told);
        }
    }

    /// <param name="micros">0: the scope has no budget any more.</param>
    public void SetTerms(long sequence, BudgetScope scope, long micros, BudgetRecurrence recurrence, int ruleCount)
    {
        if (TryChange(scopes, sequence, [scope.Account, (int)scope.Kind, scope.Id], out var lanes))
        {
            lanes[Micros] = micros;
            lanes[RulesAndRecurrence] = micros == 0 ? Ended : ((long)ruleCount << RecurrenceBits) | (byte)recurrence;
        }
    }

    /// <summary>Sets one of the rules of a scope whose terms were set before.</summary>
    public void SetRule(long sequence, BudgetScope scope, int place, BudgetRule rule)
    {
        if (TryChange(rules, sequence, [Find(scope), place], out var lanes))
        {
            (lanes[0], lanes[1], lanes[2], lanes[3]) = (rule.PercentMicros, rule.FirstDay, rule.LastDay, rule.Weekdays);
        }
    }

    /// <summary>Puts a campaign into a portfolio, which is of the ad product of the first campaign that came into it.</summary>
    /// <param name="portfolio">Text number of its id, -1: the campaign is in none.</param>
    public void SetPortfolio(long sequence, BudgetScope campaign, int portfolio)
    {
        if (TryChange(scopes, sequence, [campaign.Account, (int)campaign.Kind, campaign.Id], out var lanes))
        {
            lanes[Belongs] = portfolio + 1L;
        }

        if (
            portfolio >= 0
            && TryChange(scopes, sequence, [campaign.Account, (int)BudgetScopeKind.Portfolio, portfolio], out var known)
            && known[Belongs] == 0
        )
        {
            known[Belongs] = (long)campaign.Kind + 1;
        }
    }

    /// <summary>
    /// Forgets terms, rules and periods of an account's scopes. Their keys stay, numbers all of them: periods and rules name a scope by its
    /// row, and what an entry says again in recovery has to find it.
    /// </summary>
    public void Erase(int account)
    {
        var numbers = new HashSet<int>();
        for (var row = 0; row < scopes.Count; row++)
        {
            if (scopes.Key(row)[0] == account)
            {
                numbers.Add(row);
                Clear(scopes, row);
            }
        }

        foreach (var table in (ReadOnlySpan<SegmentedTable>)[rules, periods])
        {
            for (var row = 0; row < table.Count; row++)
            {
                if (numbers.Contains(table.Key(row)[0]))
                {
                    Clear(table, row);
                }
            }
        }
    }

    /// <param name="erased">Accounts whose scopes are empty.</param>
    public void NoteTexts(TextUse use, ISet<int> erased)
    {
        for (var row = 0; row < scopes.Count; row++)
        {
            if (erased.Contains(scopes.Key(row)[0]))
            {
                continue;
            }

            use.Note(scopes.Key(row)[2]);
            if (scopes.Key(row)[1] != (int)BudgetScopeKind.Portfolio)
            {
                use.Note((int)scopes.Lanes(row)[Belongs] - 1);
            }
        }
    }

    private static void Clear(SegmentedTable table, int row)
    {
        table.Lanes(row).Clear();
        table.SegmentOf(row).HasChanged = true;
    }

    private int GetOrAdd(BudgetScope scope) => scopes.GetOrAdd([scope.Account, (int)scope.Kind, scope.Id]);

    /// <summary>A slot that held an older period begins anew.</summary>
    private bool TryChangePeriod(long sequence, int row, BudgetPeriod period, out Span<long> lanes)
    {
        if (!TryChange(periods, sequence, row, out lanes))
        {
            return false;
        }

        if (lanes[Number] != period.Number)
        {
            lanes.Clear();
            lanes[Number] = period.Number;
        }

        return true;
    }

    /// <summary>The sums of a row that an entry changes; false where the row's page holds what the entry says.</summary>
    private static bool TryChange(SegmentedTable table, long sequence, scoped ReadOnlySpan<int> key, out Span<long> lanes) =>
        TryChange(table, sequence, table.GetOrAdd(key), out lanes);

    private static bool TryChange(SegmentedTable table, long sequence, int row, out Span<long> lanes)
    {
        var segment = table.SegmentOf(row);
        lanes = table.Lanes(row);
        if (sequence <= segment.FoldedThrough)
        {
            return false;
        }

        segment.HasChanged = true;
        return true;
    }
}
