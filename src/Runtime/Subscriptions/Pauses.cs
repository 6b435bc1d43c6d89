using System.Collections.Concurrent;

namespace Millrace.Runtime.Subscriptions;

/// <summary>Lets each subscription ask for something once in a while.</summary>
internal sealed class Pauses(TimeSpan pause, TimeProvider wall)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> asked = new(StringComparer.Ordinal);

    /// <param name="now">When it asks: what <see cref="TakeBack"/> is told where nothing came of it.</param>
    public bool MayAsk(string id, out DateTimeOffset now)
    {
        now = wall.GetUtcNow();
        foreach (var (other, time) in asked)
        {
            if (time + pause <= now)
            {
                asked.TryRemove(KeyValuePair.Create(other, time));
            }
        }

        return asked.TryAdd(id, now);
    }

    /// <summary>Nothing came of what was asked then: it may be asked again at once.</summary>
    public void TakeBack(string id, DateTimeOffset then) => asked.TryRemove(KeyValuePair.Create(id, then));
}
