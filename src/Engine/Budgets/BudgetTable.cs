namespace Millrace.Engine.Budgets;

/// <summary>The tables of a <see cref="BudgetMemory"/>.</summary>
internal enum BudgetTable
{
    Scopes,
    Rules,
    Periods,
}
