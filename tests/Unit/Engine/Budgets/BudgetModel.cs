namespace Millrace.Unit.Engine.Budgets;

/// <summary>The rules of docs/messaging.md on plain dictionaries that forget nothing. It shares no code with what it judges.</summary>
internal sealed class BudgetModel(params string[] zones)
{
    private static readonly string[] Recurrences = ["DAILY", "MONTHLY", "LIFETIME"];
    private static readonly string[] Kinds = ["sp", "sb", "sd", "portfolio"];

    private readonly Dictionary<ModelScope, ModelTerms> terms = [];
    private readonly Dictionary<ModelScope, ModelScope> portfolios = [];
    private readonly Dictionary<ModelScope, string> products = [];
    private readonly Dictionary<(ModelScope Scope, string Recurrence, DateOnly Last), Use> uses = [];

    public List<ModelUsage> Spend(
        IEnumerable<(ModelScope Campaign, DateTimeOffset Time, decimal Cost)> events,
        DateTimeOffset now
    )
    {
        var ofPortfolios = events
            .Where(happened => portfolios.ContainsKey(happened.Campaign))
            .Select(happened => happened with { Campaign = portfolios[happened.Campaign] });
        var days = events
            .Concat(ofPortfolios)
            .GroupBy(
                happened => (Scope: happened.Campaign, Day: ModelCalendar.Date(zones[happened.Campaign.Account], happened.Time)),
                happened => happened.Cost
            )
            .Where(day => day.Sum() != 0)
            .ToList();
        var touched = new HashSet<(ModelScope Scope, string Recurrence, DateOnly Last)>();
        foreach (var day in days)
        {
            foreach (var recurrence in Recurrences)
            {
                var last = LastDay(recurrence, day.Key.Day);
                if (LastSecond(day.Key.Scope, last) < now.AddDays(-14))
                {
                    continue;
                }

                var name = (day.Key.Scope, recurrence, last);
                if (!uses.TryGetValue(name, out var use))
                {
                    use = uses[name] = new() { Budget = InForce(day.Key.Scope, recurrence, last) };
                }

                use.Spent += day.Sum();
                touched.Add(name);
            }
        }

        return Tell(touched, now);
    }

    public List<ModelUsage> SetTerms(ModelScope scope, ModelTerms? given, DateTimeOffset now)
    {
        terms.Remove(scope);
        if (given is not null)
        {
            terms.Add(scope, given);
        }

        var open = uses.Keys.Where(name => name.Scope == scope && now <= LastSecond(scope, name.Last)).ToList();
        foreach (var name in open)
        {
            var budget = InForce(scope, name.Recurrence, name.Last);
            if (budget != uses[name].Budget)
            {
                (uses[name].Budget, uses[name].Told) = (budget, 0);
            }
        }

        return Tell(open, now);
    }

    public void SetPortfolio(ModelScope campaign, int? portfolio)
    {
        portfolios.Remove(campaign);
        if (portfolio is { } id)
        {
            var scope = new ModelScope(campaign.Account, "portfolio", id);
            portfolios.Add(campaign, scope);
            products.TryAdd(scope, campaign.Kind);
        }
    }

    public IEnumerable<ModelUsage> Present(int account, DateTimeOffset now) =>
        from scope in terms.Keys
        where scope.Account == account
        let last = LastDay(terms[scope].Recurrence, ModelCalendar.Date(zones[account], now))
        let spent = uses.TryGetValue((scope, terms[scope].Recurrence, last), out var use) ? use.Spent : 0
        select new ModelUsage(scope, Product(scope), InForce(scope, terms[scope].Recurrence, last), spent, now);

    private List<ModelUsage> Tell(IEnumerable<(ModelScope Scope, string Recurrence, DateOnly Last)> touched, DateTimeOffset now)
    {
        var told = new List<ModelUsage>();
        var inOrder = touched
            .OrderBy(name => name.Scope.Account)
            .ThenBy(name => Array.IndexOf(Kinds, name.Scope.Kind))
            .ThenBy(name => name.Scope.Id)
            .ThenBy(name => Array.IndexOf(Recurrences, name.Recurrence))
            .ThenBy(name => name.Last);
        foreach (var name in inOrder)
        {
            var use = uses[name];
            var reached = use.Told;
            while (use.Budget > 0 && use.Spent >= (reached + 1) * use.Budget * 0.05m)
            {
                // In leaps, where a budget is tiny.
                reached += Math.Max(1, Math.Floor(use.Spent / (use.Budget * 0.05m)) - reached);
            }

            if (reached > use.Told)
            {
                use.Told = reached;
                var last = LastSecond(name.Scope, name.Last);
                told.Add(new(name.Scope, Product(name.Scope), use.Budget, use.Spent, last < now ? last : now));
            }
        }

        return told;
    }

    private decimal InForce(ModelScope scope, string recurrence, DateOnly day)
    {
        if (!terms.TryGetValue(scope, out var given) || given.Recurrence != recurrence)
        {
            return 0;
        }

        var raised = given
            .Rules.Where(rule => recurrence == "DAILY" && day >= rule.Start && (rule.End is null || day <= rule.End))
            .Where(rule => rule.Days is null || rule.Days.Contains(day.DayOfWeek))
            .Select(rule => rule.Percentage)
            .DefaultIfEmpty(0)
            .Max();
        return Math.Round(given.Amount + (given.Amount * raised / 100), 6, MidpointRounding.AwayFromZero);
    }

    private string Product(ModelScope scope) => scope.Kind == "portfolio" ? products.GetValueOrDefault(scope, "sp") : scope.Kind;

    private DateTimeOffset LastSecond(ModelScope scope, DateOnly last) =>
        last == DateOnly.MaxValue ? DateTimeOffset.MaxValue : ModelCalendar.LastSecond(zones[scope.Account], last);

    private static DateOnly LastDay(string recurrence, DateOnly day) =>
        recurrence switch
        {
            "DAILY" => day,
            "MONTHLY" => new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month)),
            _ => DateOnly.MaxValue,
        };

    private sealed class Use
    {
        public decimal Spent { get; set; }

        public decimal Budget { get; set; }

        public decimal Told { get; set; }
    }
}
