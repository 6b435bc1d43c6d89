namespace Millrace.Engine.Budgets;

/// <summary>What is known of a period of a scope.</summary>
/// <param name="Spent">Millionths of the currency unit.</param>
/// <param name="Budget">The budget in force, or the last that was where the period is over; 0: none.</param>
/// <param name="Told">The highest step that was told since the budget changed last.</param>
internal readonly record struct PeriodUse(long Spent, long Budget, long Told);
