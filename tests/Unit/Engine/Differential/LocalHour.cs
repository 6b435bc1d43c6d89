using System.Globalization;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The hour of local time, by the machine's own zone rules and not by the engine's.</summary>
internal static class LocalHour
{
    /// <summary>
    /// Where the hour of an instant begins, as records show it: at the full hour of local time, or at the clock change where one
    /// falls between the two.
    /// </summary>
    public static string Of(string zone, long time)
    {
        var rules = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var instant = DateTimeOffset.FromUnixTimeSeconds(time);
        var offset = rules.GetUtcOffset(instant);
        var local = instant.ToOffset(offset);
        var start = local.AddTicks(-(local.TimeOfDay.Ticks % TimeSpan.TicksPerHour));

        // Clocks change at full minutes.
        while (rules.GetUtcOffset(start) != offset)
        {
            start = start.AddMinutes(1);
        }

        return start.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}
