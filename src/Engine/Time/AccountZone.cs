using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Millrace.Engine.Time;

/// <summary>
/// An account's time zone: which window an instant falls into, and the offset with which a window is rendered. The zone
/// rules travel with the program, so that every machine renders the same hours.
/// </summary>
public sealed class AccountZone
{
    private const long DaySeconds = 86_400;
    private const long OffsetSecondsMax = 18 * 3600;

    private readonly DateTimeZone zone;
    private volatile Span latest;

    private AccountZone(DateTimeZone zone)
    {
        this.zone = zone;
        latest = SpanAt(0);
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
    /// The window of an instant: it begins at the start of the hour of local time, or at the clock change where one falls inside that
    /// hour, so that a doubled half hour has a window of its own; and it ends where the next begins.
    /// </summary>
    /// <returns>Two UTC instants, in unix seconds as the one that is asked for.</returns>
    public (long Start, long End) Window(long unixSeconds)
    {
        var span = At(unixSeconds);
        var local = unixSeconds + span.OffsetSeconds;
        var hour = unixSeconds - (((local % 3600) + 3600) % 3600);
        return (Math.Max(hour, span.From), Math.Min(hour + 3600, span.To));
    }

    /// <summary>Offset from UTC in seconds at an instant given in unix seconds.</summary>
    public int OffsetSeconds(long unixSeconds) => At(unixSeconds).OffsetSeconds;

    /// <summary>The local day of an instant, in days since 1970-01-01.</summary>
    public int Day(long unixSeconds)
    {
        var local = unixSeconds + At(unixSeconds).OffsetSeconds;
        return (int)((local - (((local % DaySeconds) + DaySeconds) % DaySeconds)) / DaySeconds);
    }

    /// <summary>
    /// The instant, in unix seconds, from which on it is never again a local day or one before it: where the clock is put back behind
    /// midnight the day comes again.
    /// </summary>
    /// <param name="day">Days since 1970-01-01.</param>
    public long EndOfDay(int day)
    {
        var midnight = (day + 1L) * DaySeconds;
        var (end, last) = (0L, midnight + OffsetSecondsMax);
        for (var span = SpanAt(midnight - OffsetSecondsMax); ; span = SpanAt(span.To))
        {
            if (span.From < midnight - span.OffsetSeconds)
            {
                end = Math.Min(span.To, midnight - span.OffsetSeconds);
            }

            if (span.To > last)
            {
                return end;
            }
        }
    }

    private Span At(long unixSeconds)
    {
        var span = latest;
        return unixSeconds >= span.From && unixSeconds < span.To ? span : latest = SpanAt(unixSeconds);
    }

    private Span SpanAt(long unixSeconds)
    {
        var interval = zone.GetZoneInterval(Instant.FromUnixTimeSeconds(unixSeconds));
        return new(
            interval.HasStart ? interval.Start.ToUnixTimeSeconds() : long.MinValue,
            interval.HasEnd ? interval.End.ToUnixTimeSeconds() : long.MaxValue,
            interval.WallOffset.Seconds
        );
    }

    /// <summary>A stretch of time with one offset, in unix seconds.</summary>
    private sealed record Span(long From, long To, int OffsetSeconds);
}
