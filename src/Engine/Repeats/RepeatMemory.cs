using Millrace.Engine.Pages;

namespace Millrace.Engine.Repeats;

/// <summary>
/// What was accepted before: batches by the day they came, event ids by the day of the event. A day is forgotten when its last
/// entry is older than the horizon, so that a repeat within the horizon is always known.
/// </summary>
internal sealed class RepeatMemory
{
    /// <summary>How many days back repeats are told apart, where nothing else is said.</summary>
    public const int HorizonDays = 14;

    /// <summary>
    /// Attributed conversions may be taken back for 60 days, so that their ids are kept in buckets of their own, 46 days longer than others.
    /// Stored: it never changes.
    /// </summary>
    private const int CreditBuckets = 1 << 20;

    private const int CreditDaysMore = 46;

    private readonly SortedDictionary<int, BatchDay> batches = [];
    private readonly SortedDictionary<int, EventDay> events = [];

    // Most events are of the day of the event before.
    private EventDay? latest;

    public IReadOnlyDictionary<int, BatchDay> Batches => batches;

    public IReadOnlyDictionary<int, EventDay> Events => events;

    public long EventIdsInMemory => events.Values.Sum(day => (long)day.InMemory);

    public bool TryFindBatch(UInt128 batch, out BatchFacts facts)
    {
        foreach (var day in batches.Values)
        {
            if (day.TryFind(batch, out facts))
            {
                return true;
            }
        }

        facts = default;
        return false;
    }

    public void RememberBatch(int today, BatchFacts facts) => BatchesOf(today).Add(facts);

    public bool HasEvent(int day, UInt128 id) => FindDay(day)?.Contains(id) == true;

    /// <summary>Says that <see cref="HasEvent"/> will soon be asked.</summary>
    public void Fetch(int day, UInt128 id) => FindDay(day)?.Fetch(id);

    public void RememberEvent(int today, int day, UInt128 id)
    {
        var ids = EventsOf(day);
        ids.Add(id);
        ids.LastTouched = Math.Max(ids.LastTouched, today);
    }

    /// <summary>Pages that have to be brought in before <see cref="HasEvent"/> can answer.</summary>
    public void AddMissing(int day, UInt128 id, ISet<PageId> missing)
    {
        FindDay(day)?.AddMissing(id, missing);
    }

    /// <summary>Lets pages go that were brought in for a command.</summary>
    public void Unload()
    {
        foreach (var day in events.Values)
        {
            foreach (var run in day.Runs)
            {
                run.Unload();
            }
        }
    }

    public void ForgetBefore(int day)
    {
        latest = null;
        foreach (var old in Forgettable(day))
        {
            _ = old.Kind == PageKind.Batches ? batches.Remove((int)old.Major) : events.Remove((int)old.Major);
        }
    }

    /// <summary>The pages of what <see cref="ForgetBefore"/> would forget.</summary>
    public IReadOnlyList<PageRange> Forgettable(int day) =>
        [
            .. batches.Keys.Where(key => key < day).Select(key => new PageRange(PageKind.Batches, key)),
            .. events
                .Where(ids => IsOld(ids.Value, day))
                .SelectMany(ids =>
                    (PageRange[])[new(PageKind.EventIds, ids.Key), new(PageKind.IdRun, ids.Key), new(PageKind.IdFilter, ids.Key)]
                ),
        ];

    /// <summary>The bucket in which the id of an attributed conversion is remembered.</summary>
    public static int CreditBucket(int day) => CreditBuckets + day;

    private static bool IsOld(EventDay ids, int before)
    {
        var (day, limit) = ids.Day >= CreditBuckets ? (ids.Day - CreditBuckets, before - CreditDaysMore) : (ids.Day, before);
        return day < limit && ids.LastTouched < limit;
    }

    public BatchDay BatchesOf(int day)
    {
        if (!batches.TryGetValue(day, out var found))
        {
            batches.Add(day, found = new BatchDay());
        }

        return found;
    }

    public EventDay EventsOf(int day)
    {
        if (FindDay(day) is { } known)
        {
            return known;
        }

        events.Add(day, latest = new EventDay(day));
        return latest;
    }

    private EventDay? FindDay(int day)
    {
        if (latest?.Day != day && events.TryGetValue(day, out var found))
        {
            latest = found;
        }

        return latest?.Day == day ? latest : null;
    }
}
