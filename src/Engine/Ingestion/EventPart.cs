using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What one batch holds for one partition: countable events combined by cell, identified ones singly. Its memory is used again by
/// the next batch.
/// </summary>
public sealed class EventPart
{
    private ulong uncounted;
    private ulong? digest;

    /// <param name="hashSeed">Of this process.</param>
    /// <param name="nameSeed">Of the deployment.</param>
    internal EventPart(int partition, long hashSeed, long nameSeed)
    {
        Partition = partition;
        Cells = new BatchCells(Family, nameSeed);
        Shown = new ShownTexts(hashSeed);
    }

    public int Partition { get; }

    /// <summary>How many lines of the batch went into this part.</summary>
    public int Lines { get; internal set; }

    /// <summary>The batch id, scoped to its sender.</summary>
    internal UInt128 Batch { get; private set; }

    /// <summary>What its events count, whatever their order: tells a repeat from another body under the same id. Asked when it is whole.</summary>
    internal UInt128 Digest => digest ??= MakeDigest();

    /// <summary>Old data: publishes at once, on event time.</summary>
    internal bool IsImport { get; private set; }

    internal CellFamily Family { get; } = CellFamily.SponsoredProductsTraffic;

    /// <summary>Number of the batch among those that its memory was used for.</summary>
    internal int Number { get; private set; }

    internal List<EventAccount> Accounts { get; } = [];

    internal BatchCells Cells { get; }

    internal List<CellEvent> Identified { get; } = [];

    internal ShownTexts Shown { get; }

    /// <summary>Empties the part for another batch.</summary>
    internal void Begin(int number, UInt128 batch, bool isImport)
    {
        (Number, Batch, IsImport) = (number, batch, isImport);
        (Lines, uncounted, digest) = (0, 0, null);
        Accounts.Clear();
        Cells.Clear();
        Identified.Clear();
        Shown.Clear();
    }

    /// <summary>
    /// Notes what is shown of a cell's target. The first text of a batch is the one that counts: a text seldom changes, and the next
    /// batch brings it.
    /// </summary>
    internal void Show(int cell, ReadOnlySpan<byte> keywordText, ReadOnlySpan<byte> matchType)
    {
        if (Cells.TryBeginShown(cell))
        {
            Shown.Add(cell, keywordText, matchType);
        }
    }

    /// <summary>
    /// Notes an event that is too old to be counted: it was perhaps young enough when the batch came first, and it is the same batch still.
    /// </summary>
    internal void NoteUncounted(CombinationName name, long window, in CellEvent happened) =>
        uncounted = unchecked(uncounted + BatchDigest.Of(Cells.Hash(name, window), in happened));

    private ulong MakeDigest()
    {
        var sum = uncounted;
        for (var cell = 0; cell < Cells.Count; cell++)
        {
            sum = unchecked(sum + BatchDigest.Of(Cells.Hash(cell), Cells.Lanes(cell)));
        }

        foreach (ref readonly var happened in CollectionsMarshal.AsSpan(Identified))
        {
            sum = unchecked(sum + BatchDigest.Of(Cells.Hash(happened.Cell), in happened));
        }

        return sum;
    }

    internal static ulong Pair(int upper, int lower) => ((ulong)(uint)upper << 32) | (uint)lower;
}

/// <summary>What an event does to its cell.</summary>
/// <param name="Id">Hash of account and event id; zero where the event has none and is only to be counted.</param>
/// <param name="Takes">For the invalidation of an identified event: hash that marks that event as taken back; else zero.</param>
/// <param name="Cell">Row in the part's cells.</param>
/// <param name="Day">UTC day of the event's time: the bucket in which its id is remembered.</param>
internal readonly record struct CellEvent(UInt128 Id, UInt128 Takes, int Cell, int Day, Metrics Metrics)
{
    public bool IsIdentified => Id != UInt128.Zero;
}

/// <summary>What is shown of a keyword or target.</summary>
internal readonly record struct TargetText(string KeywordText, string MatchType);
