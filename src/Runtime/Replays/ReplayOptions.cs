namespace Millrace.Runtime.Replays;

/// <summary>How replays are sent. All times are of the wall clock.</summary>
public sealed record ReplayOptions
{
    /// <summary>Records a second that one replay sends at most, in the long run.</summary>
    public int RecordsPerSecond { get; init; } = 1000;

    /// <summary>Replays under way at a time in a process, without those that are held up; each is of another subscription.</summary>
    public int AtOnceMax { get; init; } = 4;

    /// <summary>All of them, with those that are held up.</summary>
    public int OpenMax { get; init; } = 100;

    /// <summary>A destination whose calls take so long holds its replay up, as one does that takes nothing: others begin meanwhile.</summary>
    public TimeSpan SlowCall { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows rendered and sent between two pauses.</summary>
    public int RowsAtOnce { get; init; } = 500;

    /// <summary>How often progress is saved; a crash repeats at most what was sent since.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a destination may take nothing until the replay has FAILED; its subscription goes on.</summary>
    public TimeSpan FailingBorne { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often it is looked for replays that nobody has woken it for, and wait after one that could not be read.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(1);
}
