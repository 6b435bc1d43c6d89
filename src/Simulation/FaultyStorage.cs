using System.Runtime.CompilerServices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Simulation;

/// <summary>
/// One process's way to the disk: slow, at times failing before or after it has written, and at times without room for a write. A write that
/// was under way when the process was killed is there or is not.
/// </summary>
internal sealed class FaultyStorage(SimulatedDisk disk, SeededScheduler scheduler, SimulationFaults faults)
    : ILedger,
        IDeliveryStore,
        IReplayStore,
        IDeadLetterStore
{
    public ValueTask<LedgerIdentity> OpenAsync(int partitionCount, CancellationToken cancel) => ActAsync(() => disk.Identity);

    public ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel) =>
        WriteAsync(() => disk.Take(partition));

    public ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel) =>
        ActAsync(() => disk.Owns(partition, epoch));

    public async IAsyncEnumerable<JournalEntry> ReadJournalAsync(
        int partition,
        long afterSequence,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        foreach (var entry in await ActAsync(() => disk.Journal(partition, afterSequence)))
        {
            yield return entry;
        }
    }

    public ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(
        IReadOnlyList<PartitionCommit> commits,
        CancellationToken cancel
    ) => WriteAsync<IReadOnlyList<CommitVerdict>>(() => [.. commits.Select(disk.Write)]);

    public async IAsyncEnumerable<StoredPage> ReadPagesAsync(
        int partition,
        IReadOnlyCollection<PageKey> pages,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        foreach (var page in await ActAsync(() => disk.Pages(partition, pages)))
        {
            yield return page;
        }
    }

    public ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    ) => ActAsync(() => disk.Blocks(stream, afterPublication, blocksMax));

    public ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel) =>
        throw new NotSupportedException("Nobody erases accounts here.");

    public ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException("Nobody erases anything here.");

    public ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel) =>
        ActAsync(() => disk.LastPublication(stream));

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) => ActAsync(() => disk.Orders);

    /// <summary>Simulated failures are shorter than what is borne.</summary>
    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) => WriteAsync(() => now - since > borne);

    public async ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel) =>
        await WriteAsync(() =>
        {
            foreach (var cursor in cursors)
            {
                disk.Save(cursor);
            }

            return true;
        });

    public ValueTask<bool> AddDeadLettersAsync(string id, IReadOnlyList<DeadLetter> letters, int max, CancellationToken cancel) =>
        ActAsync(() => disk.Add(id, letters));

    public ValueTask<long> CountDeadLettersAsync(string id, CancellationToken cancel) =>
        ActAsync(() => (long)disk.DeadLetters(id).Count());

    public ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(
        string subscription,
        StreamCursor after,
        int max,
        CancellationToken cancel
    ) =>
        ActAsync<IReadOnlyList<DeadLetter>>(() =>
            [
                .. disk.DeadLetters(subscription)
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
    ) => ActAsync(() => disk.Remove(subscription, places!));

    public ValueTask<long?> FirstPublicationAsync(StreamId stream, DateTimeOffset published, CancellationToken cancel) =>
        ActAsync(() => disk.FirstPublication(stream, published));

    public ValueTask<bool> AddReplayAsync(Replay replay, int openMax, int endedMax, CancellationToken cancel) =>
        WriteAsync(() => disk.Add(replay));

    public ValueTask<IReadOnlyList<Replay>> ReadReplaysAsync(string subscriptionId, CancellationToken cancel) =>
        ActAsync<IReadOnlyList<Replay>>(() => [.. disk.Replays.Where(replay => replay.SubscriptionId == subscriptionId)]);

    public ValueTask<IReadOnlyList<DueReplay>> ReadDueReplaysAsync(CancellationToken cancel) => ActAsync(() => disk.DueReplays);

    public ValueTask<bool> CancelReplayAsync(string subscriptionId, string id, DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException("Nobody cancels replays here.");

    public ValueTask<bool> SaveReplayAsync(Replay replay, CancellationToken cancel) => WriteAsync(() => disk.Save(replay));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<T> WriteAsync<T>(Func<T> write) =>
        ActAsync(() =>
            faults.DiskIsFull()
                ? throw new StorageFullException("simulated ledger", new IOException("no space left on device"))
                : write()
        );

    private async ValueTask<T> ActAsync<T>(Func<T> act)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(4)), scheduler);
        if (faults.DiskFails())
        {
            throw new IOException("the simulated disk failed before it wrote");
        }

        var answer = act();
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(4)), scheduler);
        return faults.DiskFails() ? throw new IOException("the simulated disk failed after it wrote") : answer;
    }
}
