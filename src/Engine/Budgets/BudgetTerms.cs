namespace Millrace.Engine.Budgets;

/// <summary>What a campaign or portfolio may spend.</summary>
/// <param name="Micros">The amount in millionths of the currency unit; positive.</param>
/// <param name="Rules">What raises it on some days; of a daily budget alone.</param>
internal sealed record BudgetTerms(long Micros, BudgetRecurrence Recurrence, IReadOnlyList<BudgetRule> Rules);

/// <summary>How often a budget begins anew; the numbers are stored.</summary>
internal enum BudgetRecurrence : byte
{
    Daily = 0,
    Monthly = 1,
    Lifetime = 2,
}

/// <summary>Raises a daily budget on some days of the account.</summary>
/// <param name="PercentMicros">By how many millionths of a percent; positive.</param>
/// <param name="FirstDay">Days since 1970-01-01, in the account's calendar.</param>
/// <param name="LastDay">The last day, which counts; int.MaxValue: for ever.</param>
/// <param name="Weekdays">A bit for each day of the week, Sunday the lowest; 127: all.</param>
internal readonly record struct BudgetRule(long PercentMicros, int FirstDay, int LastDay, byte Weekdays);
