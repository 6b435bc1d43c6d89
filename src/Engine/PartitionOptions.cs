using Millrace.Engine.Publication;
using Millrace.Engine.Repeats;

namespace Millrace.Engine;

/// <summary>What a partition's engine is given; the same on every machine, apart from the hash seed.</summary>
public sealed record PartitionOptions
{
    public required int Partition { get; init; }

    /// <summary>The ledger's incarnation: part of every idempotency id.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>Seed of the hashes in memory: new with every process, seen in nothing that goes out.</summary>
    public required long HashSeed { get; init; }

    public PublicationPolicies Policies { get; init; } = PublicationPolicies.Default;

    /// <summary>Cells that are published with one journal entry: what bounds how long other commands wait for a publication.</summary>
    public int CellsPerSliceMax { get; init; } = 1 << 15;

    /// <summary>How long windows stay in memory; older ones are on disk and come back for a late event.</summary>
    public TimeSpan WarmFor { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How many days back repeats are told apart.</summary>
    public int RepeatDays { get; init; } = RepeatMemory.HorizonDays;

    /// <summary>Event ids that a partition keeps in memory (about 30 bytes each); more of them stand on disk behind a filter of two bytes each.</summary>
    public int EventIdsInMemoryMax { get; init; } = 1 << 19;
}
