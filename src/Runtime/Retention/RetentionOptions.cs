namespace Millrace.Runtime.Retention;

/// <summary>How long what was published is kept, and when it is told that somebody will not get it.</summary>
public sealed record RetentionOptions
{
    /// <summary>How long after its publication a block is kept, in platform time; null: for ever.</summary>
    public TimeSpan? Kept { get; init; } = TimeSpan.FromDays(14);

    /// <summary>After which shares of the time that is left to somebody it is told that it ends.</summary>
    public IReadOnlyList<double> WarnAfter { get; init; } = [0.5, 0.9];

    /// <summary>How often old blocks are looked for, and destinations that fail, in wall time.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Blocks that are dropped by one write.</summary>
    public int BlocksAtOnce { get; init; } = 256;

    /// <summary>Wait between two such writes, in wall time: bodies are taken in meanwhile.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Subscriptions in trouble that are read at a time.</summary>
    public int TroubledAtOnce { get; init; } = 1_000;
}
