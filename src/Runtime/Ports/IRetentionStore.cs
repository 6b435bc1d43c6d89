using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Ports;

/// <summary>The registry's side of retention: who has not got what is dropped, and how each subscription's delivery stands.</summary>
public interface IRetentionStore
{
    /// <summary>
    /// Notes of every subscription what it has not got of blocks that are about to be dropped, its dead letters among them, which go.
    /// Doing it again counts nothing twice. Answers those that lose something.
    /// </summary>
    ValueTask<IReadOnlyList<DroppedRecords>> NoteDroppedAsync(IReadOnlyList<BlockPlace> blocks, CancellationToken cancel);

    /// <summary>How delivery stands; null where there is no such subscription.</summary>
    ValueTask<StoredDelivery?> ReadDeliveryAsync(string subscription, CancellationToken cancel);

    /// <summary>Subscriptions after a sequence number that are SUSPENDED, or whose destination fails, in order.</summary>
    ValueTask<IReadOnlyList<Subscription>> ReadTroubledAsync(long afterSequence, int max, CancellationToken cancel);
}

/// <param name="Records">Records and messages that it will not get any more.</param>
public sealed record DroppedRecords(string Subscription, long Records);

/// <param name="FailingSince">Since when its destination has taken nothing, as it was last noted; null: it takes.</param>
/// <param name="Dropped">Records that were dropped before it got them.</param>
/// <param name="DroppedThrough">When the newest of these was published, platform time.</param>
public sealed record StoredDelivery(
    StreamCursor Cursor,
    DateTimeOffset? FailingSince,
    long DeadLetters,
    long Dropped,
    DateTimeOffset? DroppedThrough
);
