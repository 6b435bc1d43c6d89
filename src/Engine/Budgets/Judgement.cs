namespace Millrace.Engine.Budgets;

/// <summary>What a period of a scope is judged by from now on.</summary>
/// <param name="Budget">In force, in millionths; 0: none.</param>
/// <param name="Told">The highest step that was told in the epoch.</param>
internal readonly record struct Judgement(BudgetScope Scope, BudgetPeriod Period, long Budget, long Told);
