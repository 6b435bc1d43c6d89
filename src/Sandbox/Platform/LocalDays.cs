namespace Millrace.Sandbox.Platform;

/// <summary>The days of an account's calendar, as days since 1970-01-01.</summary>
internal static class LocalDays
{
    private const long DaySeconds = 86_400;

    public static long At(VirtualAccount account, long unixSeconds) =>
        (long)Math.Floor((unixSeconds + account.Hours.At(unixSeconds).OffsetSeconds) / (double)DaySeconds);

    /// <summary>From Sunday, 0.</summary>
    public static int Weekday(long day) => (int)((((day + 4) % 7) + 7) % 7);

    public static DateOnly DateOf(long day) =>
        DateOnly.FromDayNumber((int)day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    public static long Of(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The last second of a day, unix seconds: a day may have 23 or 25 hours.</summary>
    public static long LastSecond(VirtualAccount account, long day)
    {
        // A zone is less than a day away from UTC: from the middle of the day on its windows are followed into the next.
        var hour = account.Hours.At((day * DaySeconds) - DaySeconds);
        while (At(account, hour.End) <= day)
        {
            hour = account.Hours.At(hour.End);
        }

        return hour.End - 1;
    }
}
