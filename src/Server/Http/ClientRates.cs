namespace Millrace.Server.Http;

/// <summary>
/// A bucket of calls for each client, which fills with time. It is kept as the time at which it is full again: each call moves that on,
/// and a call that would move it too far has to wait. The limiters of .NET read a clock of their own; this is one on the injected time.
/// </summary>
internal sealed class ClientRates(ClientRateOptions options, TimeProvider wall)
{
    private readonly Lock gate = new();
    private readonly long start = wall.GetTimestamp();
    private readonly TimeSpan perCall = TimeSpan.FromSeconds(1 / options.PerSecond);
    private readonly Dictionary<string, TimeSpan> fullAt = new(StringComparer.Ordinal);

    /// <summary>Takes one call; null where there was one, else after what time there will be.</summary>
    public TimeSpan? Take(string client)
    {
        lock (gate)
        {
            var now = wall.GetElapsedTime(start);
            var full = fullAt.GetValueOrDefault(client) is var before && before > now ? before : now;
            var wait = full - now - ((options.BurstMax - 1) * perCall);
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            if (fullAt.Count >= options.ClientsMax)
            {
                Forget(now);
            }

            fullAt[client] = full + perCall;
            return null;
        }
    }

    /// <summary>A full bucket is as good as none; where no bucket is full, all begin anew.</summary>
    private void Forget(TimeSpan now)
    {
        var rested = fullAt.Where(bucket => bucket.Value <= now).Select(bucket => bucket.Key).ToList();
        if (rested.Count == 0)
        {
            fullAt.Clear();
        }

        rested.ForEach(client => fullAt.Remove(client));
    }
}
