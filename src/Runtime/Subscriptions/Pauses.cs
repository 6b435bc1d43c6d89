using System.Collections.Concurrent;

namespace Millrace.Runtime.Subscriptions;

/// <summary>Lets each subscription ask for something once in a while.</summary>
internal sealed class Pauses(TimeSpan pause, TimeProvider wall)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> asked = new(StringComparer.Ordinal);

    public bool MayAsk(string id)
    {
        var now = wall.GetUtcNow();
        foreach (var (other, time) in asked)
        {
            if (time + pause <= now)
            {
                asked.TryRemove(KeyValuePair.Create(other, time));
            }
        }

        return asked.TryAdd(id, now);
    }
}
