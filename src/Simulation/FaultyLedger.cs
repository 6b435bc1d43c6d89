using System.Runtime.CompilerServices;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>The ledger as one process reaches it.</summary>
internal sealed class FaultyLedger(SimulatedLedger ledger, FaultyDisk disk) : ILedger, IRetainedBlocks, IScrubbed
{
    public ValueTask<LedgerIdentity> OpenAsync(int newPartitions, CancellationToken cancel) =>
        disk.ActAsync(() => ledger.Identity);

    public ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel) =>
        disk.WriteAsync(() => ledger.Take(partition));

    public ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel) =>
        disk.ActAsync(() => ledger.Owns(partition, epoch));

    public async IAsyncEnumerable<JournalEntry> ReadJournalAsync(
        int partition,
        long afterSequence,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        foreach (var entry in await disk.ActAsync(() => ledger.Journal(partition, afterSequence)))
        {
            yield return entry;
        }
    }

    public ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(
        IReadOnlyList<PartitionCommit> commits,
        CancellationToken cancel
    ) => disk.WriteAsync<IReadOnlyList<CommitVerdict>>(() => [.. commits.Select(ledger.Write)]);

    public async IAsyncEnumerable<StoredPage> ReadPagesAsync(
        int partition,
        IReadOnlyCollection<PageKey> pages,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        foreach (var page in await disk.ActAsync(() => ledger.Pages(partition, pages)))
        {
            yield return page;
        }
    }

    public ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    ) => disk.ActAsync(() => ledger.Blocks.Read(stream, afterPublication, blocksMax));

    public ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel) =>
        disk.WriteAsync(() => ledger.Blocks.Erase(account, blocksMax));

    public async ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel) =>
        await disk.WriteAsync(() => ledger.OweScrub(now));

    public ValueTask<DateTimeOffset?> ScrubOwedSinceAsync(CancellationToken cancel) => disk.ActAsync(() => ledger.ScrubOwedSince);

    public async ValueTask ScrubAsync(CancellationToken cancel) => await disk.WriteAsync(ledger.Scrub);

    public ValueTask<long?> FirstPublicationAsync(StreamId stream, DateTimeOffset published, CancellationToken cancel) =>
        disk.ActAsync(() => ledger.Blocks.FirstPublication(stream, published));

    public ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel) =>
        disk.ActAsync(() => ledger.Blocks.LastPublication(stream));

    /// <summary>Without a wait: what runs without retention has nothing to be asked.</summary>
    public ValueTask<DroppedBlocks?> ReadDroppedAsync(StreamId stream, CancellationToken cancel) =>
        ValueTask.FromResult(ledger.Blocks.Dropped(stream));

    public ValueTask<IReadOnlyList<BlockPlace>> ReadBlocksBeforeAsync(
        DateTimeOffset published,
        int max,
        CancellationToken cancel
    ) => disk.ActAsync(() => ledger.Blocks.Before(published, max));

    public async ValueTask DropBlocksAsync(IReadOnlyList<BlockPlace> newest, CancellationToken cancel) =>
        await disk.WriteAsync(() => ledger.Blocks.Drop(newest));

    public ValueTask<BlockPlace?> FirstBlockAsync(StreamId stream, long publication, CancellationToken cancel) =>
        disk.ActAsync(() => ledger.Blocks.First(stream, publication));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
