using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>What all partitions of a process share.</summary>
/// <param name="Published">Called after a commit for each stream that has new blocks.</param>
/// <param name="Turned">
/// Called when a partition has published all that was due at a moment, with its number and the platform's time (unix seconds): the blocks
/// are in the ledger, and nobody else has written to the partition meanwhile.
/// </param>
/// <param name="Failed">
/// Called when a partition drops its memory, with the reason; of <see cref="StorageFullException"/> each time it has found no room for what it
/// keeps and writes again.
/// </param>
internal sealed record PartitionServices(
    PartitionHostOptions Options,
    ILedger Store,
    LedgerIdentity Ledger,
    Committer Committer,
    TimeProvider PlatformTime,
    TimeProvider WallTime,
    Action<StreamId> Published,
    Action<int, long> Turned,
    Action<int, Exception> Failed
);
