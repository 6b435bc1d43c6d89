using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What one batch holds for one partition: countable events combined by cell, identified ones singly. Its memory is used again by
/// the next batch.
/// </summary>
public sealed class EventPart
{
    private readonly Dictionary<long, int> windowNumbers = [];

    // The cells of combinations that were met in several windows, but for the window met last.
    private readonly Dictionary<(int Window, int Combination), int> elsewhere = [];

    internal EventPart(int partition, long hashSeed)
    {
        Partition = partition;
        Combinations = new Combinations(Family, hashSeed);
        Texts = new TextTable(hashSeed);
        Cells = new BatchCells(Family.Lanes);
    }

    public int Partition { get; }

    /// <summary>How many lines of the batch went into this part.</summary>
    public int Lines { get; internal set; }

    /// <summary>The batch id, scoped to its sender.</summary>
    internal UInt128 Batch { get; private set; }

    /// <summary>Sum of the hashes of all lines, whatever their order: tells a repeat from another body under the same id.</summary>
    internal UInt128 Digest { get; set; }

    /// <summary>Old data: publishes at once, on event time.</summary>
    internal bool IsImport { get; private set; }

    internal CellFamily Family { get; } = CellFamily.SponsoredProductsTraffic;

    /// <summary>Number of the batch among those that its memory was used for.</summary>
    internal int Number { get; private set; }

    internal List<EventAccount> Accounts { get; } = [];

    internal Combinations Combinations { get; }

    /// <summary>Keyword texts and match types.</summary>
    internal TextTable Texts { get; }

    /// <summary>Starts of the windows of the part's cells.</summary>
    internal List<long> Windows { get; } = [];

    internal BatchCells Cells { get; }

    internal List<IdentifiedEvent> Identified { get; } = [];

    /// <summary>What is shown of the targets of combinations, by the numbers of texts.</summary>
    internal List<(int Combination, int KeywordText, int MatchType)> Shown { get; } = [];

    /// <summary>Empties the part for another batch.</summary>
    internal void Begin(int number, UInt128 batch, bool isImport)
    {
        (Number, Batch, IsImport) = (number, batch, isImport);
        (Lines, Digest) = (0, UInt128.Zero);
        Accounts.Clear();
        Combinations.Clear();
        Texts.Clear();
        Windows.Clear();
        windowNumbers.Clear();
        elsewhere.Clear();
        Cells.Clear();
        Identified.Clear();
        Shown.Clear();
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

    /// <summary>The cell of a combination in a window.</summary>
    internal int Cell(int combination, int window)
    {
        ref var last = ref Combinations.Last(combination);
        if (last.Cell < 0)
        {
            (last.Window, last.Cell) = (window, Cells.Add(window, combination));
        }
        else if (last.Window != window)
        {
            elsewhere[(last.Window, combination)] = last.Cell;
            last.Cell = elsewhere.TryGetValue((window, combination), out var cell) ? cell : Cells.Add(window, combination);
            last.Window = window;
        }

        return last.Cell;
    }

    /// <summary>
    /// Notes what is shown of a combination's target. The first text of a batch is the one that counts: a text seldom changes, and
    /// the next batch brings it.
    /// </summary>
    internal void Show(int combination, ReadOnlySpan<byte> keywordText, ReadOnlySpan<byte> matchType)
    {
        ref var last = ref Combinations.Last(combination);
        if (!last.HasText)
        {
            last.HasText = true;
            Shown.Add((combination, Texts.GetOrAdd(keywordText), Texts.GetOrAdd(matchType)));
        }
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
