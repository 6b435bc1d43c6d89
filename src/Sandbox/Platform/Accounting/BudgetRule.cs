namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Raises a daily budget by a percentage on some days.</summary>
/// <param name="LastDay">Null: for ever.</param>
/// <param name="Weekdays">Names in capitals; none: every day.</param>
internal sealed record BudgetRule(decimal Percentage, long FirstDay, long? LastDay, IReadOnlyList<string> Weekdays)
{
    public bool Fits(long day) =>
        day >= FirstDay
        && !(day > LastDay)
        && (Weekdays.Count == 0 || Weekdays.Contains(((DayOfWeek)LocalDays.Weekday(day)).ToString().ToUpperInvariant()));
}
