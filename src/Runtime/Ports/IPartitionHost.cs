using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;

namespace Millrace.Runtime.Ports;

/// <summary>Where partitions live. Every answer means: the ledger has it.</summary>
public interface IPartitionHost
{
    int Partitions { get; }

    /// <summary>Seed of the stored hashes of event ids: the ledger's own.</summary>
    long EventIdSeed { get; }

    /// <summary>When datasets are published, and for how long they change.</summary>
    PublicationPolicies Publication { get; }

    /// <summary>
    /// Hands over one partition's part of a batch. Null when the partition's queue is full: nothing was taken.
    /// </summary>
    /// <exception cref="Partitions.PartitionUnavailableException">Whether it was written is not known; send it again.</exception>
    Task<PartVerdict>? TryAccept(EventPart part);

    /// <summary>Hands over entities of accounts of one partition; null when its queue is full.</summary>
    Task<int>? TryUpsert(int partition, IReadOnlyList<EntityUpsert> upserts);

    /// <summary>
    /// Hands over shoppers of one partition's accounts that are to be forgotten; null when its queue is full. Completes when neither memory
    /// nor what the ledger reads has anything of them; their bytes go from its files with the next <see cref="Ports.IScrubbed.ScrubAsync"/>, which is owed then.
    /// </summary>
    /// <param name="shoppers">As <see cref="EventIds.ShopperHash"/> has them.</param>
    Task<int>? TryForget(int partition, IReadOnlyList<ulong> shoppers);

    /// <summary>
    /// Erases all that is of an account; from the call on nothing of it is taken. Completes when neither memory nor what the ledger reads
    /// has anything of it; its bytes go from the files with the next <see cref="Ports.IScrubbed.ScrubAsync"/>. Asked again after a crash, it goes on.
    /// </summary>
    /// <exception cref="Partitions.PartitionUnavailableException">It is not known how far it came; ask again.</exception>
    Task EraseAsync(int account);

    /// <summary>
    /// Writes the present state of what a dataset of documents shows of an account, for one subscription alone, from a place on; null when the
    /// partition's queue is full.
    /// </summary>
    /// <param name="from">0, then what the step before has answered.</param>
    Task<SnapshotPart>? TrySnapshot(int account, string dataset, string subscription, int from);

    /// <summary>Lets every partition do what platform time has made due; completes when all of it is committed.</summary>
    Task TurnAsync();
}
