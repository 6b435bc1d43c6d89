using Millrace.Engine.Publication;
using Millrace.Engine.Repeats;

namespace Millrace.Engine.Ingestion;

/// <summary>What the lines of a batch are judged by.</summary>
public sealed record EventBatchOptions
{
    /// <summary>Platform time, unix seconds.</summary>
    public required long Now { get; init; }

    public required int Partitions { get; init; }

    /// <summary>Seed of the hashes that are stored: the same for a ledger's whole life.</summary>
    public required long EventIdSeed { get; init; }

    /// <summary>Seed of the hashes in memory: new with every process.</summary>
    public required long HashSeed { get; init; }

    /// <summary>Old data: any age is taken, and published at once.</summary>
    public bool IsImport { get; init; }

    /// <summary>How far back repeats are told apart (14 days); older lines are refused.</summary>
    public long HorizonSeconds { get; init; } = RepeatMemory.HorizonDays * 86_400;

    /// <summary>How far back each dataset may change: so old may invalidations, deeds and attributed conversions be.</summary>
    public PublicationPolicies Policies { get; init; } = PublicationPolicies.Default;

    public long FutureSecondsMax { get; init; } = 300;

    public int LineBytesMax { get; init; } = 16 * 1024;

    /// <summary>The same of an entity, which may have long lists; not of products.</summary>
    public int EntityLineBytesMax { get; init; } = 1 << 20;

    public int RefusedToldMax { get; init; } = 1000;
}

/// <param name="Line">Number of the line in the body, from 1.</param>
public sealed record RefusedLine(int Line, string Reason);

/// <summary>Which partition an account belongs to.</summary>
public static class Partitioning
{
    /// <summary>Spreads neighbouring keys (Fibonacci hashing); stored data depends on it, so it never changes.</summary>
    public static int Of(int account, int partitions) => (int)((((uint)account * 2654435769u) >> 8) % (uint)partitions);
}
