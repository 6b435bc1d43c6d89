using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What one batch holds for one partition: countable events combined by cell, identified ones singly. Texts stand once and are
/// numbered within the part; the writer turns the numbers into its own, once a text instead of once an event.
/// </summary>
public sealed class EventPart
{
    private const int SegmentShift = 15;

    private readonly Dictionary<long, int> windowNumbers = [];

    internal EventPart(long hashSeed)
    {
        Texts = new TextTable(hashSeed);
        Cells = new SegmentedTable(1 + Family.KeyNumbers, Family.Lanes, SegmentShift, hashSeed);
    }

    public int Partition { get; private set; }

    /// <summary>How many lines of the batch went into this part.</summary>
    public int Lines { get; internal set; }

    /// <summary>The batch id, scoped to its sender.</summary>
    internal UInt128 Batch { get; private set; }

    /// <summary>Sum of the hashes of all lines, whatever their order: tells a repeat from another body under the same id.</summary>
    internal UInt128 Digest { get; set; }

    /// <summary>Old data: publishes at once, on event time.</summary>
    internal bool IsImport { get; private set; }

    internal CellFamily Family { get; } = CellFamily.SponsoredProductsTraffic;

    internal List<EventAccount> Accounts { get; } = [];

    internal TextTable Texts { get; }

    /// <summary>Starts of the windows of the part's cells.</summary>
    internal List<long> Windows { get; } = [];

    /// <summary>Cells of the batch; a key is the number of the window, the account, and the numbers of the texts.</summary>
    internal SegmentedTable Cells { get; }

    internal List<IdentifiedEvent> Identified { get; } = [];

    /// <summary>By account (upper half) and text number of the target: text numbers of keyword text (upper half) and match type.</summary>
    internal Dictionary<ulong, ulong> Attributes { get; } = [];

    /// <summary>Empties the part for another batch; its memory is kept.</summary>
    internal void Begin(int partition, UInt128 batch, bool isImport)
    {
        (Partition, Batch, IsImport) = (partition, batch, isImport);
        (Lines, Digest) = (0, UInt128.Zero);
        Accounts.Clear();
        Texts.Clear();
        Windows.Clear();
        windowNumbers.Clear();
        Cells.Clear();
        Identified.Clear();
        Attributes.Clear();
    }

    internal int WindowNumber(long start)
    {
        if (!windowNumbers.TryGetValue(start, out var number))
        {
            windowNumbers.Add(start, number = Windows.Count);
            Windows.Add(start);
        }

        return number;
    }

    /// <summary>
    /// Says what is shown of a target. The first text of a target in a batch is the one that counts: a text seldom changes, and the
    /// next batch brings it.
    /// </summary>
    internal void Describe(int account, int target, ReadOnlySpan<byte> keywordText, ReadOnlySpan<byte> matchType)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(Attributes, Pair(account, target), out var isKnown);
        known = isKnown ? known : Pair(Texts.GetOrAdd(keywordText), Texts.GetOrAdd(matchType));
    }

    internal static ulong Pair(int upper, int lower) => ((ulong)(uint)upper << 32) | (uint)lower;
}

/// <param name="Id">Hash of account and event id.</param>
/// <param name="Takes">For the invalidation of an identified event: hash that marks that event as taken back; else zero.</param>
/// <param name="Cell">Row in the part's cells.</param>
/// <param name="Day">UTC day of the event's time: the bucket in which its id is remembered.</param>
internal readonly record struct IdentifiedEvent(UInt128 Id, UInt128 Takes, int Cell, int Day, Metrics Metrics);

/// <summary>What is shown of a keyword or target.</summary>
internal readonly record struct TargetText(string KeywordText, string MatchType);
