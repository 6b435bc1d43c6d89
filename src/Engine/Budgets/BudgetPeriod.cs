using Millrace.Engine.Time;

namespace Millrace.Engine.Budgets;

/// <summary>A period of a budget, in the calendar of an account.</summary>
/// <param name="Number">Of a day, days since 1970-01-01; of a month, months since the year 0; else 0.</param>
internal readonly record struct BudgetPeriod(BudgetRecurrence Recurrence, int Number)
{
    /// <summary>How long after its end a period still takes what comes late.</summary>
    public const int LateDays = 14;

    /// <summary>No scope has more periods that take anything at a time: where two share a slot, the older one is closed.</summary>
    public const int Slots = DaySlots + MonthSlots + 1;

    private const long DaySeconds = 86_400;

    // Today and the 16 days before it, of which the last may have ended 14 days ago where the calendar leaves a day out, and two ahead
    // for the same reason: events may be minutes ahead.
    private const int DaySlots = 20;
    private const int MonthSlots = 4;

    private static readonly int FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Its place among the periods that are kept of a scope.</summary>
    public int Slot =>
        Recurrence switch
        {
            BudgetRecurrence.Daily => Modulo(Number, DaySlots),
            BudgetRecurrence.Monthly => DaySlots + Modulo(Number, MonthSlots),
            _ => DaySlots + MonthSlots,
        };

    /// <summary>The period in which a local day lies.</summary>
    /// <param name="day">Days since 1970-01-01.</param>
    public static BudgetPeriod Of(BudgetRecurrence recurrence, int day) =>
        new(
            recurrence,
            recurrence switch
            {
                BudgetRecurrence.Daily => day,
                BudgetRecurrence.Monthly => MonthOf(day),
                _ => 0,
            }
        );

    /// <summary>The shortest period of a local day that takes what comes now; longer ones take it, too.</summary>
    /// <param name="now">Unix seconds.</param>
    public static BudgetRecurrence ShortestOpen(int day, AccountZone zone, long now)
    {
        var recurrence = BudgetRecurrence.Daily;
        while (day < zone.Day(now) && !Of(recurrence, day).IsOpen(zone, now))
        {
            recurrence++;
        }

        return recurrence;
    }

    /// <summary>The first instant after the period, in unix seconds; one without an end has the last there is.</summary>
    public long End(AccountZone zone) =>
        Recurrence switch
        {
            BudgetRecurrence.Daily => zone.EndOfDay(Number),
            BudgetRecurrence.Monthly => zone.EndOfDay(LastDayOf(Number)),
            _ => long.MaxValue,
        };

    private bool IsOpen(AccountZone zone, long now) => now - (LateDays * DaySeconds) < End(zone);

    private static int MonthOf(int day)
    {
        var date = DateOnly.FromDayNumber(day + FirstDay);
        return (date.Year * 12) + date.Month - 1;
    }

    private static int LastDayOf(int month) =>
        new DateOnly(month / 12, (month % 12) + 1, 1).AddMonths(1).DayNumber - 1 - FirstDay;

    private static int Modulo(int number, int slots) => ((number % slots) + slots) % slots;
}
