using Millrace.Engine.Attribution;

namespace Millrace.Engine.Budgets;

/// <summary>How far a budget is used.</summary>
/// <param name="Product">Of a portfolio, that of the first campaign that was seen in it; sponsored products where there was none.</param>
/// <param name="Budget">The budget in force, in millionths of the currency unit; positive.</param>
/// <param name="Spent">In its period, in millionths; negative where more was taken back than spent.</param>
/// <param name="Time">When that was so, unix seconds.</param>
internal readonly record struct BudgetUsage(BudgetScope Scope, AdProduct Product, long Budget, long Spent, long Time);
