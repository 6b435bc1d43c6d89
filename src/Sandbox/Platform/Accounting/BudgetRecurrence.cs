namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>After what a budget begins anew.</summary>
internal enum BudgetRecurrence
{
    Daily,
    Monthly,
    Lifetime,
}
