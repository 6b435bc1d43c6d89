using System.Collections.Concurrent;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>Local days by the machine's own zone rules: asked minute by minute, with no arithmetic on clock changes.</summary>
internal static class ModelCalendar
{
    private static readonly ConcurrentDictionary<(string, DateOnly), DateTimeOffset> Ends = new();

    public static DateOnly Date(string zone, DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);

    /// <summary>The full minute at which the local date is another one for the first time, in unix seconds as the instant before it.</summary>
    public static long NextMidnight(string zone, long unixSeconds)
    {
        var minute = DateTimeOffset.FromUnixTimeSeconds(unixSeconds - (unixSeconds % 60));
        var date = Date(zone, minute);
        while (Date(zone, minute) == date)
        {
            minute = minute.AddMinutes(1);
        }

        return minute.ToUnixTimeSeconds();
    }

    /// <summary>The last second at which the local date is the date or one before it.</summary>
    public static DateTimeOffset LastSecond(string zone, DateOnly date) =>
        Ends.GetOrAdd(
            (zone, date),
            _ =>
            {
                var minute = new DateTimeOffset(date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddHours(30);
                while (Date(zone, minute) > date)
                {
                    minute = minute.AddMinutes(-1);
                }

                return minute.AddSeconds(59);
            }
        );
}
