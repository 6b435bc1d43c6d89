using Millrace.Engine.Journal;

namespace Millrace.Engine.Repeats;

/// <summary>
/// What was accepted before: batches by the day they came, event ids by the day of the event. A bucket is forgotten when
/// its last entry is older than the horizon, so that memory stays bounded and a repeat within the horizon is always known.
/// </summary>
internal sealed class RepeatMemory
{
    private readonly SortedDictionary<int, Dictionary<UInt128, BatchFacts>> batches = [];
    private readonly SortedDictionary<int, EventBucket> events = [];

    public bool TryFindBatch(UInt128 batch, out BatchFacts facts)
    {
        foreach (var day in batches.Values)
        {
            if (day.TryGetValue(batch, out facts))
            {
                return true;
            }
        }

        facts = default;
        return false;
    }

    public void RememberBatch(int today, UInt128 batch, BatchFacts facts)
    {
        if (!batches.TryGetValue(today, out var day))
        {
            batches.Add(today, day = []);
        }

        day[batch] = facts;
    }

    public bool HasEvent(int day, UInt128 id) => events.TryGetValue(day, out var bucket) && bucket.Ids.Contains(id);

    public void RememberEvent(int today, int day, UInt128 id)
    {
        if (!events.TryGetValue(day, out var bucket))
        {
            events.Add(day, bucket = new EventBucket());
        }

        bucket.Ids.Add(id);
        bucket.LastTouched = Math.Max(bucket.LastTouched, today);
    }

    public void ForgetBefore(int day)
    {
        foreach (var old in batches.Keys.Where(key => key < day).ToList())
        {
            batches.Remove(old);
        }

        foreach (
            var old in events
                .Where(bucket => bucket.Key < day && bucket.Value.LastTouched < day)
                .Select(bucket => bucket.Key)
                .ToList()
        )
        {
            events.Remove(old);
        }
    }

    public void Write(ByteWriter writer)
    {
        writer.Varint((ulong)batches.Count);
        foreach (var (day, known) in batches)
        {
            writer.Signed(day);
            writer.Varint((ulong)known.Count);
            foreach (var (batch, facts) in known)
            {
                writer.Hash(batch);
                writer.Hash(facts.Digest);
                writer.Varint((ulong)facts.Repeated);
            }
        }

        writer.Varint((ulong)events.Count);
        foreach (var (day, bucket) in events)
        {
            writer.Signed(day);
            writer.Signed(bucket.LastTouched);
            writer.Varint((ulong)bucket.Ids.Count);
            foreach (var id in bucket.Ids)
            {
                writer.Hash(id);
            }
        }
    }

    public static RepeatMemory Read(ref ByteReader reader)
    {
        var memory = new RepeatMemory();
        for (var days = reader.Varint(); days > 0; days--)
        {
            var day = (int)reader.Signed();
            for (var left = reader.Varint(); left > 0; left--)
            {
                memory.RememberBatch(day, reader.Hash(), new(reader.Hash(), (int)reader.Varint()));
            }
        }

        for (var days = reader.Varint(); days > 0; days--)
        {
            var day = (int)reader.Signed();
            var touched = (int)reader.Signed();
            for (var left = reader.Varint(); left > 0; left--)
            {
                memory.RememberEvent(touched, day, reader.Hash());
            }
        }

        return memory;
    }

    private sealed class EventBucket
    {
        public HashSet<UInt128> Ids { get; } = [];

        public int LastTouched { get; set; } = int.MinValue;
    }
}

/// <param name="Digest">What its lines were, whatever their order.</param>
/// <param name="Repeated">How many of its events were already known when it was accepted.</param>
internal readonly record struct BatchFacts(UInt128 Digest, int Repeated);
