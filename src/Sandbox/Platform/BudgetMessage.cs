namespace Millrace.Sandbox.Platform;

/// <summary>One message of budget-usage as it should be told.</summary>
/// <param name="ScopeId">The campaign or portfolio.</param>
/// <param name="BudgetMicros">The budget in force, micros of the account's currency.</param>
/// <param name="SpentMicros">What was spent of it in its period.</param>
/// <param name="Time">Unix seconds.</param>
public readonly record struct BudgetMessage(string ScopeId, bool IsPortfolio, long BudgetMicros, long SpentMicros, long Time)
{
    /// <summary>The double nearest to the exact quotient, while what was spent is below 2^53 hundredths of a micro.</summary>
    public double Percentage => SpentMicros * 100.0 / BudgetMicros;
}
