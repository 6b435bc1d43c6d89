using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.TimeZones;

namespace Millrace.Engine.Time;

/// <summary>
/// An account's time zone: which window an instant falls into, and the offset with which a window is rendered. The zone
/// rules travel with the program, so that every machine renders the same hours.
/// </summary>
public sealed class AccountZone
{
    private readonly DateTimeZone zone;
    private volatile ZoneInterval latest;

    private AccountZone(DateTimeZone zone)
    {
        this.zone = zone;
        latest = zone.GetZoneInterval(NodaConstants.UnixEpoch);
    }

    /// <summary>The IANA name.</summary>
    public string Id => zone.Id;

    /// <summary>Finds a zone by its IANA name, such as Asia/Kolkata.</summary>
    public static bool TryFind(string id, [NotNullWhen(true)] out AccountZone? zone)
    {
        var found = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        zone = found is null ? null : new AccountZone(found);
        return zone is not null;
    }

    /// <summary>
    /// The UTC instant (unix seconds) at which the window of <paramref name="unixSeconds"/> begins: the start of the hour of
    /// local time, or the clock change where one falls inside that hour, so that a doubled half hour has a window of its own.
    /// </summary>
    public long WindowStart(long unixSeconds)
    {
        var interval = IntervalAt(unixSeconds);
        var local = unixSeconds + interval.WallOffset.Seconds;
        var start = unixSeconds - (((local % 3600) + 3600) % 3600);
        return interval.HasStart ? Math.Max(start, interval.Start.ToUnixTimeSeconds()) : start;
    }

    /// <summary>Offset from UTC in seconds at an instant given in unix seconds.</summary>
    public int OffsetSeconds(long unixSeconds) => IntervalAt(unixSeconds).WallOffset.Seconds;

    private ZoneInterval IntervalAt(long unixSeconds)
    {
        var instant = Instant.FromUnixTimeSeconds(unixSeconds);
        var interval = latest;
        if (!interval.Contains(instant))
        {
            latest = interval = zone.GetZoneInterval(instant);
        }

        return interval;
    }
}
