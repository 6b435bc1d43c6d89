using System.Collections.Concurrent;

namespace Millrace.Sandbox.Platform;

/// <summary>
/// The hours of a zone's local time, by the time zone data of the machine: on purpose not by the data that the deployment
/// renders with. Where the clocks change inside an hour, a window ends there.
/// </summary>
internal sealed class AccountHours
{
    private const int CachedMax = 4096;
    private const int SlotSeconds = 900;
    private readonly TimeZoneInfo zone;
    private readonly ConcurrentDictionary<long, AccountHour> cached = new();
    private volatile AccountHour latest = new(0, 0, 0);

    public AccountHours(string zoneId)
    {
        try
        {
            zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        }
        catch (Exception fault) when (fault is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new InvalidOperationException(
                $"This machine does not know the time zone {zoneId}: install its time zone data (the package tzdata).",
                fault
            );
        }
    }

    /// <summary>The window of an instant given in unix seconds.</summary>
    public AccountHour At(long unixSeconds)
    {
        var hour = latest;
        if (hour.Has(unixSeconds))
        {
            return hour;
        }

        var slot = unixSeconds / SlotSeconds;
        if (!cached.TryGetValue(slot, out hour) || !hour.Has(unixSeconds))
        {
            hour = Find(unixSeconds);
            if (cached.Count >= CachedMax)
            {
                cached.Clear();
            }

            cached[slot] = hour;
        }

        latest = hour;
        return hour;
    }

    private AccountHour Find(long unixSeconds)
    {
        var offset = Offset(unixSeconds);
        var local = unixSeconds + offset;
        var start = unixSeconds - (((local % 3600) + 3600) % 3600);
        var end = start + 3600;
        return new(
            Offset(start) == offset ? start : Edge(unixSeconds, start),
            Offset(end - 1) == offset ? end : Edge(unixSeconds, end - 1) + 1,
            offset
        );

        // The outermost second towards `outside` that still has the offset; `outside` itself has another.
        long Edge(long inside, long outside)
        {
            while (Math.Abs(outside - inside) > 1)
            {
                var middle = inside + ((outside - inside) / 2);
                (inside, outside) = Offset(middle) == offset ? (middle, outside) : (inside, middle);
            }

            return inside;
        }
    }

    private int Offset(long unixSeconds) => (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(unixSeconds)).TotalSeconds;
}
