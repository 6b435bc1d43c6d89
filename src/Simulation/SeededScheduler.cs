namespace Millrace.Simulation;

/// <summary>
/// One thread, one seed, one clock: what is ready runs in an order drawn from the seed, and when nothing is ready the clock
/// jumps to the next timer. The same seed gives the same run.
/// </summary>
internal sealed class SeededScheduler(int seed, DateTimeOffset start) : TimeProvider
{
    private readonly Random random = new(seed);
    private readonly List<(SimulatedProcess Process, SendOrPostCallback Callback, object? State)> ready = [];
    private readonly PriorityQueue<(OneShot Timer, int Version), (long Due, long Number)> timers = new();
    private long now = start.UtcTicks;
    private long posted;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new OneShot(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public double NextDouble() => random.NextDouble();

    public int Next(int below) => random.Next(below);

    public bool Happens(double chance) => random.NextDouble() < chance;

    public void Post(SimulatedProcess process, SendOrPostCallback callback, object? state) =>
        ready.Add((process, callback, state));

    /// <summary>Runs one thing; false when nothing will ever happen again.</summary>
    public bool Step()
    {
        if (ready.Count > 0)
        {
            var index = random.Next(ready.Count);
            var (process, callback, state) = ready[index];
            ready[index] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            process.Run(callback, state);
            return true;
        }

        while (timers.TryDequeue(out var entry, out var at))
        {
            if (entry.Timer.IsDue(entry.Version))
            {
                now = Math.Max(now, at.Due);
                entry.Timer.Fire();
                return true;
            }
        }

        return false;
    }

    private sealed class OneShot(SeededScheduler scheduler, TimerCallback callback, object? state) : ITimer
    {
        private int version;

        public bool IsDue(int armed) => armed == version;

        public void Fire()
        {
            version++;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            version++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                scheduler.timers.Enqueue((this, version), (scheduler.now + dueTime.Ticks, scheduler.posted++));
            }

            return true;
        }

        public void Dispose() => version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
