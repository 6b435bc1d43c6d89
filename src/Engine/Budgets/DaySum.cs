namespace Millrace.Engine.Budgets;

/// <summary>What a part of a body spends of a scope in a local day.</summary>
/// <param name="Shortest">The shortest period of the day that takes it; longer ones take it, too.</param>
internal readonly record struct DaySum(BudgetScope Scope, int Day, BudgetRecurrence Shortest, long Micros) : IComparable<DaySum>
{
    // By amount last, so that sums that reach the end of their range do not hang on the order of the lines.
    public int CompareTo(DaySum other) =>
        Scope.CompareTo(other.Scope) is var scope and not 0 ? scope
        : Day.CompareTo(other.Day) is var day and not 0 ? day
        : Micros.CompareTo(other.Micros);
}
