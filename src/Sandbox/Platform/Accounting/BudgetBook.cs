namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What budgets have to be told, by a model of their usage that the deployment's has nothing in common with.</summary>
internal sealed class BudgetBook
{
    private readonly Dictionary<(VirtualAccount Account, string Id, bool IsPortfolio), BudgetScope> scopes = [];
    private readonly Dictionary<(VirtualAccount Account, string Campaign), string> portfolios = [];
    private readonly Dictionary<VirtualAccount, List<BudgetMessage>> told = [];

    /// <summary>What has to be told of an account, in the order in which it is.</summary>
    public IReadOnlyList<BudgetMessage> Told(VirtualAccount account) => told.GetValueOrDefault(account) ?? [];

    /// <summary>Enters the events of one body, and judges what they have spent when all of them are in.</summary>
    /// <param name="now">The deployment's clock, unix seconds.</param>
    public void Enter(IEnumerable<PlatformEvent> body, long now)
    {
        var spending = new HashSet<(VirtualAccount Account, string Id, bool IsPortfolio)>();
        foreach (var happened in body)
        {
            if (IsSpending(in happened))
            {
                Spend((happened.Account, happened.CampaignId, false), in happened);
                if (portfolios.TryGetValue((happened.Account, happened.CampaignId), out var portfolio))
                {
                    Spend((happened.Account, portfolio, true), in happened);
                }
            }
        }

        foreach (
            var key in spending
                .OrderBy(key => key.Account.Number)
                .ThenBy(key => key.IsPortfolio)
                .ThenBy(key => key.Id, StringComparer.Ordinal)
        )
        {
            Scope(key).Judge(now, ToldOf(key.Account));
        }

        void Spend((VirtualAccount, string, bool) key, in PlatformEvent happened)
        {
            Scope(key).Spend(happened.Time, happened.IsInvalidation ? -happened.CostMicros : happened.CostMicros);
            spending.Add(key);
        }
    }

    /// <summary>Enters the newest form of an entity.</summary>
    public void Enter(EntityRecord entity, long now)
    {
        if (entity.Kind == "campaign" && !entity.IsDsp)
        {
            portfolios.Remove((entity.Account, entity.Id));
            if (entity.Text("portfolio_id") is { Length: > 0 } portfolio)
            {
                portfolios.Add((entity.Account, entity.Id), portfolio);
            }
        }

        if (entity.Kind == "portfolio" || (entity.Kind == "campaign" && !entity.IsDsp))
        {
            var key = (entity.Account, entity.Id, entity.Kind == "portfolio");
            Scope(key).Set(BudgetTerms.Of(entity), now, ToldOf(entity.Account));
        }
    }

    private static bool IsSpending(in PlatformEvent happened) =>
        happened is { Product: not (null or AdProduct.Dsp), IsRepeat: false, CostMicros: not 0 }
        && happened.Shopper?.Conversion is null;

    private BudgetScope Scope((VirtualAccount Account, string Id, bool IsPortfolio) key)
    {
        if (!scopes.TryGetValue(key, out var scope))
        {
            scopes.Add(key, scope = new(key.Account, key.Id, key.IsPortfolio));
        }

        return scope;
    }

    private List<BudgetMessage> ToldOf(VirtualAccount account)
    {
        if (!told.TryGetValue(account, out var messages))
        {
            told.Add(account, messages = []);
        }

        return messages;
    }
}
