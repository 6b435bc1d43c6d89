namespace Millrace.Runtime.Replays;

/// <summary>Where a replay stands. The numbers are stored.</summary>
public enum ReplayStatus
{
    /// <summary>For the subscription to become ACTIVE, or for its turn.</summary>
    Waiting = 1,

    Running = 2,

    /// <summary>The destination has taken all of it.</summary>
    Completed = 3,

    /// <summary>Ended by its owner; what was sent stays sent.</summary>
    Canceled = 4,

    /// <summary>Ended by something else: <see cref="Replay.Why"/>.</summary>
    Failed = 5,
}
