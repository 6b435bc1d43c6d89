using Millrace.Engine.Publication;

namespace Millrace.Runtime.Partitions;

/// <summary>How the partitions of one process run.</summary>
public sealed record PartitionHostOptions
{
    /// <summary>Where nothing else is asked for.</summary>
    public const int PartitionsUsual = 64;

    /// <summary>Number of partitions of a new ledger; one that is there keeps its own.</summary>
    public int Partitions { get; init; } = PartitionsUsual;

    /// <summary>Seed of the hashes in memory; new with every process.</summary>
    public required long HashSeed { get; init; }

    /// <summary>Commands that may wait for a partition; more are refused until it has caught up.</summary>
    public int QueuedCommandsMax { get; init; } = 64;

    /// <summary>Commands that go into one journal entry at most.</summary>
    public int CommandsPerEntryMax { get; init; } = 32;

    /// <summary>Cells that are published with one journal entry: between two of them a partition takes commands.</summary>
    public int CellsPerSliceMax { get; init; } = 1 << 15;

    /// <summary>Partitions that take their turn at a time: a command waits for no more slices than theirs.</summary>
    public int TurnsAtOnceMax { get; init; } = 4;

    /// <summary>
    /// Journal bytes of all partitions together that a start may have to read again, which bounds how long it takes. When a
    /// partition has its share, it writes what has changed to pages; a little later where the last such round wrote more.
    /// </summary>
    public long TailBytesMax { get; init; } = 1 << 30;

    /// <summary>Bytes of pages that go with one entry: what bounds the pause of the writer.</summary>
    public int PageBytesPerEntryMax { get; init; } = 256 << 10;

    /// <summary>Event ids that a partition keeps in memory; more of them stand on disk behind a filter.</summary>
    public int EventIdsInMemoryMax { get; init; } = 1 << 19;

    /// <summary>Partitions whose entries share one durable write at most.</summary>
    public int CommitsPerWriteMax { get; init; } = 256;

    /// <summary>Bytes of entries, blocks and pages after which no further entry joins a durable write.</summary>
    public long BytesPerWriteMax { get; init; } = 4 << 20;

    /// <summary>
    /// Wait before a partition whose commit failed is opened again, and before an entry for which there was no room is written again, on the
    /// wall clock.
    /// </summary>
    public TimeSpan ReopenAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When each dataset is published, and for how long it changes.</summary>
    public PublicationPolicies Publication { get; init; } = PublicationPolicies.Default;

    /// <summary>How long windows stay in memory; older ones are on disk and come back for a late event.</summary>
    public TimeSpan WarmFor { get; init; } = TimeSpan.FromHours(72);
}
