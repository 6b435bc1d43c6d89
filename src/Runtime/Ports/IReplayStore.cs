using Millrace.Runtime.Replays;

namespace Millrace.Runtime.Ports;

/// <summary>
/// Replays and how far each is. They are open until they end of themselves, are canceled, or their subscription leaves ACTIVE: then they
/// have FAILED. Every change is durable when its call returns.
/// </summary>
public interface IReplayStore
{
    /// <summary>Stores a replay, of the subscription's ended ones only the newest are kept; false where as many as may be are open.</summary>
    ValueTask<bool> AddReplayAsync(Replay replay, int openMax, int endedMax, CancellationToken cancel);

    /// <summary>All of a subscription, the newest first.</summary>
    ValueTask<IReadOnlyList<Replay>> ReadReplaysAsync(string subscriptionId, CancellationToken cancel);

    /// <summary>The longest open one of each ACTIVE subscription that has any, in the order in which they were asked for.</summary>
    ValueTask<IReadOnlyList<DueReplay>> ReadDueReplaysAsync(CancellationToken cancel);

    /// <summary>Ends an open one; false where it is not open.</summary>
    ValueTask<bool> CancelReplayAsync(string subscriptionId, string id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Saves status, begin, cursor, count and reason of an open one; false where it is not open any more.</summary>
    ValueTask<bool> SaveReplayAsync(Replay replay, CancellationToken cancel);
}
