namespace Millrace.Engine.Budgets;

/// <summary>What a part of a body spends in a window.</summary>
/// <param name="WindowStart">Unix seconds; any instant of the window does.</param>
/// <param name="Micros">Millionths of the currency unit; negative where more was taken back than spent.</param>
internal readonly record struct BudgetSpend(BudgetScope Campaign, long WindowStart, long Micros);
