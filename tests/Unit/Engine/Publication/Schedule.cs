using System.Globalization;
using Millrace.Engine.Publication;
using Millrace.Unit.Engine.Differential;

namespace Millrace.Unit.Engine.Publication;

/// <summary>
/// What is to be published at a turn, counted from the words of docs/decisions/0002 and 0009 alone: the moments of a dataset are those
/// after midnight UTC, a cadence apart, later by the grace, and by a quarter hour for each quarter of the UTC hour in which windows
/// begin. Of partition 0, whose share of the spread is nothing.
/// </summary>
internal sealed class Schedule(PublicationPolicy policy)
{
    private long? last;

    public void Forget() => last = null;

    /// <summary>Takes a turn; answers whether a window is published then if it has something to publish.</summary>
    public Func<long, bool> Turn(long now)
    {
        var before = last;
        last = now;
        return start =>
        {
            var moment = LastMoment(start, now);
            return moment <= now && (before is null || moment > before) && start + 3600 + Seconds(policy.Grace) <= now;
        };
    }

    /// <summary>Whether a window has been published at a moment until now.</summary>
    public bool IsPublished(long start, long now) =>
        Moments(start, start, now).Any(moment => moment >= start + 3600 + Seconds(policy.Grace));

    /// <summary>Where the windows of an account begin, one after the other.</summary>
    public static List<long> Windows(string zone, long from, long to)
    {
        var windows = new List<long>();
        for (var time = from; time < to; time += 900)
        {
            var start = DateTimeOffset.Parse(LocalHour.Of(zone, time), CultureInfo.InvariantCulture).ToUnixTimeSeconds();
            if (windows.Count == 0 || windows[^1] != start)
            {
                windows.Add(start);
            }
        }

        return windows;
    }

    /// <summary>The last moment of a window's quarter until now, or none.</summary>
    private long LastMoment(long start, long now) => Moments(start, now - Seconds(policy.Cadence), now).Last();

    private IEnumerable<long> Moments(long start, long after, long through)
    {
        var quarter = start / 900 % 4;
        for (var day = (after / 86_400 * 86_400) - 86_400; day <= through; day += 86_400)
        {
            for (var since = 0L; since < 86_400; since += Seconds(policy.Cadence))
            {
                var moment = day + since + (quarter * 900) + Seconds(policy.Grace);
                if (moment > after && moment <= through)
                {
                    yield return moment;
                }
            }
        }
    }

    private static long Seconds(TimeSpan span) => (long)span.TotalSeconds;
}
