using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Simulation;

/// <summary>The registry as one process reaches it.</summary>
internal sealed class FaultyRegistry(SimulatedRegistry registry, FaultyDisk disk)
    : IDeliveryStore,
        IReplayStore,
        IDeadLetterStore,
        IRetentionStore,
        IErasureStore,
        IOutsideChanges
{
    private int changesSeen;

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) =>
        disk.ActAsync(() => registry.Orders);

    /// <summary>Simulated failures are shorter than what is borne.</summary>
    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) => disk.WriteAsync(() => registry.Find(id) is not null && now - registry.Losses.Fails(id, since) > borne);

    public async ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel) =>
        await disk.WriteAsync(() =>
        {
            foreach (var cursor in cursors)
            {
                registry.Save(cursor);
            }

            return true;
        });

    public ValueTask<bool> AddDeadLettersAsync(string id, IReadOnlyList<DeadLetter> letters, int max, CancellationToken cancel) =>
        disk.ActAsync(() => registry.Add(id, letters));

    public ValueTask<long> CountDeadLettersAsync(string id, CancellationToken cancel) =>
        disk.ActAsync(() => registry.DeadLetters(id).LongCount());

    public ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(
        string subscription,
        StreamCursor after,
        int max,
        CancellationToken cancel
    ) =>
        disk.ActAsync<IReadOnlyList<DeadLetter>>(() =>
            [
                .. registry
                    .DeadLetters(subscription)
                    .Where(letter => !(after with { Row = after.Row + 1 }).IsPast(letter.Place.Publication, letter.Place.Row))
                    .Take(max),
            ]
        );

    public ValueTask<IReadOnlyList<DeadLetter>> FindDeadLettersAsync(
        string subscription,
        IReadOnlyList<StreamCursor> places,
        CancellationToken cancel
    ) => throw new NotSupportedException("Nobody names letters here.");

    public ValueTask<int> RemoveDeadLettersAsync(
        string subscription,
        IReadOnlyList<StreamCursor>? places,
        CancellationToken cancel
    ) => disk.ActAsync(() => registry.Remove(subscription, places!));

    public ValueTask<bool> AddReplayAsync(Replay replay, int openMax, int endedMax, CancellationToken cancel) =>
        disk.WriteAsync(() => registry.Add(replay));

    public ValueTask<IReadOnlyList<Replay>> ReadReplaysAsync(string subscriptionId, CancellationToken cancel) =>
        disk.ActAsync<IReadOnlyList<Replay>>(() =>
            [.. registry.Replays.Where(replay => replay.SubscriptionId == subscriptionId)]
        );

    public ValueTask<IReadOnlyList<DueReplay>> ReadDueReplaysAsync(CancellationToken cancel) =>
        disk.ActAsync(() => registry.DueReplays);

    public ValueTask<bool> CancelReplayAsync(string subscriptionId, string id, DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException("Nobody cancels replays here.");

    public ValueTask<bool> SaveReplayAsync(Replay replay, CancellationToken cancel) =>
        disk.WriteAsync(() => registry.Save(replay));

    public ValueTask<IReadOnlyList<DroppedRecords>> NoteDroppedAsync(
        IReadOnlyList<BlockPlace> blocks,
        CancellationToken cancel
    ) => disk.WriteAsync(() => registry.NoteDropped(blocks));

    public ValueTask<StoredDelivery?> ReadDeliveryAsync(string subscription, CancellationToken cancel) =>
        disk.ActAsync(() =>
            registry.Find(subscription) is { } order
                ? registry.Losses.Delivery(order, registry.DeadLetters(subscription).LongCount())
                : null
        );

    /// <summary>Numbered as they stand: one that fails no longer between two calls may hide another until the next sweep.</summary>
    public ValueTask<IReadOnlyList<Subscription>> ReadTroubledAsync(long afterSequence, int max, CancellationToken cancel) =>
        disk.ActAsync<IReadOnlyList<Subscription>>(() =>
            [
                .. registry
                    .Losses.Failing.Select(registry.Find)
                    .OfType<StandingOrder>()
                    .Select((order, place) => AsStored(order, place + 1))
                    .Where(one => one.Sequence > afterSequence)
                    .Take(max),
            ]
        );

    public ValueTask<Subscription?> FindAsync(string id, CancellationToken cancel) =>
        disk.ActAsync(() => registry.Find(id) is { } order ? AsStored(order, 0) : null);

    /// <summary>It is another program's to begin one.</summary>
    public ValueTask<bool> BeginErasureAsync(int account, DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException("No serving process begins an erasure.");

    public ValueTask<IReadOnlyList<int>> ReadErasuresAsync(CancellationToken cancel) =>
        disk.ActAsync<IReadOnlyList<int>>(() => [.. registry.Erasures]);

    public async ValueTask EndErasuresAsync(IReadOnlyList<int> accounts, DateTimeOffset now, CancellationToken cancel)
    {
        await disk.WriteAsync(() => accounts.Count(registry.Erase));
        await disk.WriteAsync(() => accounts.Count(registry.EndErasure));
    }

    public ValueTask<bool> AnyAsync(CancellationToken cancel) =>
        disk.ActAsync(() =>
        {
            var isChanged = registry.OutsideChanges != changesSeen;
            changesSeen = registry.OutsideChanges;
            return isChanged;
        });

    private static Subscription AsStored(StandingOrder order, long sequence) =>
        new(
            sequence,
            order.SubscriptionId,
            "client",
            "user",
            order.Stream,
            order.QueueArn,
            "",
            SubscriptionStatus.Active,
            order.SubscriptionId,
            "",
            "topic",
            "suffix",
            default,
            default,
            default
        );
}
