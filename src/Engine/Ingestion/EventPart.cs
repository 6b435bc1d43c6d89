using System.IO.Hashing;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>What one batch holds for one partition: countable events combined by cell, identified ones singly.</summary>
public sealed class EventPart
{
    internal EventPart(int partition, UInt128 batch, bool isImport, long hashSeed)
    {
        Partition = partition;
        Batch = batch;
        IsImport = isImport;
        Cells = new CellTable(hashSeed);
    }

    public int Partition { get; }

    /// <summary>How many lines of the batch went into this part.</summary>
    public int Lines { get; internal set; }

    /// <summary>The batch id, scoped to its sender.</summary>
    internal UInt128 Batch { get; }

    /// <summary>Sum of the hashes of all lines, whatever their order: tells a repeat from another body under the same id.</summary>
    internal UInt128 Digest { get; set; }

    /// <summary>Old data: publishes at once, on event time.</summary>
    internal bool IsImport { get; }

    internal Dictionary<int, EventAccount> Accounts { get; } = [];

    /// <summary>Cells of the batch; their keys begin with the window start.</summary>
    internal CellTable Cells { get; }

    internal List<IdentifiedEvent> Identified { get; } = [];

    internal Dictionary<(int Account, string Target), TargetText> Texts { get; } = [];

    private readonly HashSet<ulong> targetsWithText = [];

    /// <summary>True the first time it is asked for a target. Two that hash alike cost one of them its text until the next batch.</summary>
    internal bool LearnsText(int account, ReadOnlySpan<byte> target) =>
        targetsWithText.Add(XxHash3.HashToUInt64(target, account));
}

/// <param name="Id">Hash of account and event id.</param>
/// <param name="Takes">For the invalidation of an identified event: hash that marks that event as taken back; else zero.</param>
/// <param name="Cell">Index into the part's cells.</param>
/// <param name="Day">UTC day of the event's time: the bucket in which its id is remembered.</param>
internal readonly record struct IdentifiedEvent(UInt128 Id, UInt128 Takes, int Cell, int Day, Metrics Metrics);

/// <summary>What is shown of a keyword or target.</summary>
internal readonly record struct TargetText(string KeywordText, string MatchType);
