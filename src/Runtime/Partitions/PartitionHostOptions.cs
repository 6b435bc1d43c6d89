using Millrace.Engine.Publication;

namespace Millrace.Runtime.Partitions;

/// <summary>How the partitions of one process run.</summary>
public sealed record PartitionHostOptions
{
    /// <summary>Number of partitions; stored with the ledger and checked at start.</summary>
    public int Partitions { get; init; } = 256;

    /// <summary>Seed of the hashes in memory; new with every process.</summary>
    public required long HashSeed { get; init; }

    /// <summary>Commands that may wait for a partition; more are refused until it has caught up.</summary>
    public int QueuedCommandsMax { get; init; } = 64;

    /// <summary>Commands that go into one journal entry at most.</summary>
    public int CommandsPerEntryMax { get; init; } = 32;

    /// <summary>Journal bytes after which a snapshot is written with the next entry; more where the last snapshot was larger.</summary>
    public long SnapshotEveryBytes { get; init; } = 8 << 20;

    /// <summary>Partitions whose entries share one durable write at most.</summary>
    public int CommitsPerWriteMax { get; init; } = 256;

    /// <summary>Wait before a partition whose commit failed is opened again, on the wall clock.</summary>
    public TimeSpan ReopenAfter { get; init; } = TimeSpan.FromSeconds(1);

    public PublicationPolicy Publication { get; init; } = new();
}
