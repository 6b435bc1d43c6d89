namespace Millrace.Unit.Engine.Budgets;

/// <summary>A budget as the platform says it: money and percentages as decimals, days as dates.</summary>
/// <param name="Recurrence">DAILY, MONTHLY or LIFETIME.</param>
internal sealed record ModelTerms(decimal Amount, string Recurrence, params ModelRule[] Rules);

/// <param name="End">Null: for ever.</param>
/// <param name="Days">Null: on all days of the week.</param>
internal sealed record ModelRule(decimal Percentage, DateOnly Start, DateOnly? End, DayOfWeek[]? Days);

/// <param name="Kind">sp, sb, sd or portfolio.</param>
internal sealed record ModelScope(int Account, string Kind, int Id);

/// <summary>A message, with money in currency units.</summary>
internal sealed record ModelUsage(ModelScope Scope, string Product, decimal Budget, decimal Spent, DateTimeOffset Time);
