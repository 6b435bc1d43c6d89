namespace Millrace.Engine.Budgets;

/// <summary>A campaign or portfolio: what has a budget.</summary>
/// <param name="Account">The account's key.</param>
/// <param name="Id">Text number of its id.</param>
internal readonly record struct BudgetScope(int Account, BudgetScopeKind Kind, int Id) : IComparable<BudgetScope>
{
    public int CompareTo(BudgetScope other) =>
        Account.CompareTo(other.Account) is var account and not 0 ? account
        : Kind != other.Kind ? (Kind < other.Kind ? -1 : 1)
        : Id.CompareTo(other.Id);
}

/// <summary>What a scope is; the numbers are stored, and those of campaigns are the numbers of their ad products.</summary>
internal enum BudgetScopeKind : byte
{
    SpCampaign = 0,
    SbCampaign = 1,
    SdCampaign = 2,
    Portfolio = 3,
}
