namespace Millrace.Simulation;

/// <summary>How often what goes wrong, drawn once a seed; all stops when the run comes to its end.</summary>
internal sealed class SimulationFaults(SeededScheduler scheduler)
{
    private readonly double disk = 0.03 * scheduler.NextDouble();
    private readonly double queue = 0.3 * scheduler.NextDouble();
    private readonly double full = 0.004 * scheduler.NextDouble();
    private readonly double kill = 0.004 * scheduler.NextDouble();

    private readonly uint unfit = (uint)scheduler.Next(3) * 20;
    private DateTimeOffset fullUntil;

    public bool AreOver { get; set; }

    /// <summary>Writes that found no room.</summary>
    public int FullWrites { get; private set; }

    public int DiskFailures { get; private set; }

    public int QueueFailures { get; private set; }

    public bool DiskFails() => Count(disk, () => DiskFailures++);

    /// <summary>Whether the disk has no room for a write; once it has none, that stays so for a while.</summary>
    public bool DiskIsFull()
    {
        var now = scheduler.GetUtcNow();
        if (!AreOver && now >= fullUntil && scheduler.Happens(full))
        {
            fullUntil = now.AddSeconds(1 + scheduler.Next(120));
        }

        var isFull = !AreOver && now < fullUntil;
        FullWrites += isFull ? 1 : 0;
        return isFull;
    }

    public bool QueueFails() => Count(queue, () => QueueFailures++);

    /// <summary>Whether a message is one that no queue takes now.</summary>
    public bool IsUnfit(ReadOnlySpan<byte> message) => !AreOver && WasUnfit(message);

    /// <summary>Whether a message is one that no queue took until all was over: always the same ones.</summary>
    public bool WasUnfit(ReadOnlySpan<byte> message)
    {
        var hash = 2166136261u;
        foreach (var one in message)
        {
            hash = unchecked((hash ^ one) * 16777619);
        }

        return hash % 1000 < unfit;
    }

    public bool Kills() => !AreOver && scheduler.Happens(kill);

    private bool Count(double chance, Action count)
    {
        var fails = !AreOver && scheduler.Happens(chance);
        if (fails)
        {
            count();
        }

        return fails;
    }
}
