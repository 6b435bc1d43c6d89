using System.Buffers.Binary;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>All partitions in this process. A partition costs nothing until something is sent to it or is found in the ledger.</summary>
public sealed class SingleProcessHost : IPartitionHost, IAsyncDisposable
{
    /// <summary>What bounds how long commits wait for an erasure.</summary>
    private const int BlocksPerWriteMax = 64;

    private readonly Partition[] partitions;
    private readonly Committer committer;
    private readonly ILedger ledger;
    private readonly TimeProvider wallTime;
    private readonly int turnsAtOnceMax;

    private SingleProcessHost(PartitionServices services)
    {
        (committer, ledger, wallTime) = (services.Committer, services.Store, services.WallTime);
        turnsAtOnceMax = services.Options.TurnsAtOnceMax;
        (Publication, Ledger) = (services.Options.Publication, services.Ledger);
        EventIdSeed = BinaryPrimitives.ReadInt64LittleEndian(services.Ledger.Incarnation.ToByteArray());
        partitions = [.. Enumerable.Range(0, services.Ledger.PartitionCount).Select(number => new Partition(number, services))];
    }

    public int Partitions => partitions.Length;

    public long EventIdSeed { get; }

    public PublicationPolicies Publication { get; }

    /// <summary>The ledger that was opened.</summary>
    public LedgerIdentity Ledger { get; }

    /// <summary>What the partitions say of themselves now; asks none to open.</summary>
    public PartitionFigures Figures()
    {
        var open = partitions.Select(partition => partition.UnattributedPurchases).OfType<long>().ToList();
        return new(partitions.Length, open.Count, open.Sum());
    }

    /// <summary>Opens the ledger and starts the partitions.</summary>
    /// <param name="published">Called after each commit for every stream with new blocks.</param>
    /// <param name="turned">
    /// Called when a partition has published all that was due at a moment, with its number and the platform's time (unix seconds).
    /// </param>
    /// <param name="failed">
    /// Called when a partition drops its memory, with the reason; of <see cref="StorageFullException"/> each time it has found no room for
    /// what it keeps and writes again.
    /// </param>
    public static async Task<SingleProcessHost> StartAsync(
        ILedger ledger,
        PartitionHostOptions options,
        TimeProvider platformTime,
        TimeProvider wallTime,
        Action<StreamId> published,
        Action<int, long> turned,
        Action<int, Exception> failed,
        CancellationToken cancel
    )
    {
        if (options.Publication.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join('\n', faults), nameof(options));
        }

        var identity = await ledger.OpenAsync(options.Partitions, cancel);
        var committer = new Committer(ledger, identity.PartitionCount, options.CommitsPerWriteMax, options.BytesPerWriteMax);
        return new(
            new PartitionServices(options, ledger, identity, committer, platformTime, wallTime, published, turned, failed)
        );
    }

    public Task<PartVerdict>? TryAccept(EventPart part)
    {
        var command = new AcceptEvents(part);
        return partitions[part.Partition].TrySend(command) ? command.Completion : null;
    }

    public Task<int>? TryUpsert(int partition, IReadOnlyList<EntityUpsert> upserts)
    {
        var command = new UpsertEntities(upserts);
        return partitions[partition].TrySend(command) ? command.Completion : null;
    }

    public Task<int>? TryForget(int partition, IReadOnlyList<ulong> shoppers)
    {
        var command = new ForgetShoppers(shoppers);
        return partitions[partition].TrySend(command) ? ForgetAsync(command) : null;
    }

    public async Task EraseAsync(int account)
    {
        await partitions[Partitioning.Of(account, partitions.Length)].EraseAsync(account);
        int erased;
        do
        {
            erased = await ledger.EraseBlocksAsync(account, BlocksPerWriteMax, CancellationToken.None);
        } while (erased > 0);
    }

    private async Task<int> ForgetAsync(ForgetShoppers command)
    {
        var forgotten = await command.Completion;
        try
        {
            await ledger.OweScrubAsync(wallTime.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception fault)
        {
            // Forgotten, and not known to be noted: sent again, it is noted.
            throw new PartitionUnavailableException(fault.Message, fault);
        }

        return forgotten;
    }

    public Task<SnapshotPart>? TrySnapshot(int account, string dataset, string subscription, int from)
    {
        var command = new TakeSnapshot(account, dataset, subscription, from);
        return partitions[Partitioning.Of(account, partitions.Length)].TrySend(command) ? command.Completion : null;
    }

    /// <summary>A few at a time, each lane of partitions one after the other.</summary>
    public async Task TurnAsync() =>
        await PartitionAnswers.AllAsync(Enumerable.Range(0, turnsAtOnceMax).Select(TurnLaneAsync).ToList());

    private Task<List<bool>> TurnLaneAsync(int lane) =>
        PartitionAnswers.AllAsync(partitions.Where((_, number) => number % turnsAtOnceMax == lane).Select(TurnAsync));

    private static async Task<bool> TurnAsync(Partition partition)
    {
        var turn = new TakeTurn();
        await partition.SendAsync(turn);
        return await turn.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var partition in partitions)
        {
            await partition.DisposeAsync();
        }

        await committer.DisposeAsync();
    }
}
