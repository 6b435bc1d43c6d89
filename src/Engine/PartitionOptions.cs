using Millrace.Engine.Publication;

namespace Millrace.Engine;

/// <summary>What a partition's engine is given; the same on every machine, apart from the hash seed.</summary>
public sealed record PartitionOptions
{
    public required int Partition { get; init; }

    /// <summary>The ledger's incarnation: part of every idempotency id.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>Seed of the hashes in memory: new with every process, seen in nothing that goes out.</summary>
    public required long HashSeed { get; init; }

    public PublicationPolicy Policy { get; init; } = new();

    /// <summary>How far back what a touch has to its credit may change: 60 days (contract, section 5).</summary>
    public long CreditSeconds { get; init; } = 60 * 86_400;

    /// <summary>How many days back repeats are told apart.</summary>
    public int RepeatDays { get; init; } = 14;

    /// <summary>Event ids that a partition keeps in memory (about 30 bytes each); more of them stand on disk behind a filter of two bytes each.</summary>
    public int EventIdsInMemoryMax { get; init; } = 1 << 19;
}
