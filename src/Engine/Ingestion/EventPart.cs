using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What one batch holds for one partition: countable events combined by cell, identified ones singly. Its memory is used again by
/// the next batch.
/// </summary>
public sealed class EventPart
{
    private readonly BatchCells?[] byFamily = new BatchCells?[CellFamily.NumbersEnd];
    private readonly List<BatchCells> families = [];
    private readonly long nameSeed;
    private long[] lanes = new long[64];
    private int lanesUsed;
    private byte[] skus = new byte[64];
    private int skusUsed;
    private ulong uncounted;
    private ulong? digest;

    /// <param name="hashSeed">Of this process.</param>
    /// <param name="nameSeed">Of the deployment.</param>
    internal EventPart(int partition, long hashSeed, long nameSeed)
    {
        Partition = partition;
        this.nameSeed = nameSeed;
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

    /// <summary>Number of the batch among those that its memory was used for.</summary>
    internal int Number { get; private set; }

    internal List<EventAccount> Accounts { get; } = [];

    /// <summary>Whether it has events of one of the accounts.</summary>
    public bool Names(IReadOnlySet<int> accounts) => Accounts.Exists(account => accounts.Contains(account.Key));

    internal PartWindows Windows { get; } = new();

    /// <summary>The cells of the families that the batch has events of.</summary>
    internal IReadOnlyList<BatchCells> Families => families;

    internal List<CellEvent> Identified { get; } = [];

    /// <summary>Touches, deeds and what takes them back, in their order.</summary>
    internal List<ShopperEvent> Shoppers { get; } = [];

    internal ShownTexts Shown { get; }

    /// <summary>The cells of a family.</summary>
    internal BatchCells CellsOf(CellFamily family) =>
        byFamily[family.Number] is { } known && (known.Count > 0 || families.Contains(known)) ? known : BeginFamily(family);

    internal BatchCells CellsOf(in CellEvent happened) => byFamily[happened.Family]!;

    /// <summary>What an identified event adds to its cell.</summary>
    internal ReadOnlySpan<long> LanesOf(in CellEvent happened) =>
        lanes.AsSpan(happened.LanesAt, byFamily[happened.Family]!.Family.Lanes);

    internal ReadOnlySpan<byte> SkuOf(in ShopperEvent happened) => skus.AsSpan(happened.SkuAt, happened.SkuBytes);

    /// <summary>Empties the part for another batch.</summary>
    internal void Begin(int number, UInt128 batch, bool isImport)
    {
        (Number, Batch, IsImport) = (number, batch, isImport);
        (Lines, uncounted, digest, lanesUsed, skusUsed) = (0, 0, null, 0, 0);
        Accounts.Clear();
        families.ForEach(cells => cells.Clear());
        families.Clear();
        Windows.Clear();
        Identified.Clear();
        Shoppers.Clear();
        Shown.Clear();
    }

    /// <summary>Room for what an identified event adds to a cell of a family.</summary>
    /// <param name="at">Where it is.</param>
    internal Span<long> TakeLanes(CellFamily family, out int at)
    {
        at = lanesUsed;
        if (lanesUsed + family.Lanes > lanes.Length)
        {
            Array.Resize(ref lanes, Math.Max(lanes.Length * 2, lanesUsed + family.Lanes));
        }

        lanesUsed += family.Lanes;
        return lanes.AsSpan(at, family.Lanes);
    }

    /// <summary>Keeps a sku; answers where it is.</summary>
    internal int AddSku(ReadOnlySpan<byte> sku)
    {
        if (skusUsed + sku.Length > skus.Length)
        {
            Array.Resize(ref skus, Math.Max(skus.Length * 2, skusUsed + sku.Length));
        }

        sku.CopyTo(skus.AsSpan(skusUsed));
        skusUsed += sku.Length;
        return skusUsed - sku.Length;
    }

    /// <summary>
    /// Notes what is shown of a cell's target. The first text of a batch is the one that counts: a text seldom changes, and the next
    /// batch brings it.
    /// </summary>
    internal void Show(BatchCells cells, int cell, ReadOnlySpan<byte> keywordText, ReadOnlySpan<byte> matchType)
    {
        if (cells.TryBeginShown(cell))
        {
            Shown.Add(cells.Family.Number, cell, keywordText, matchType);
        }
    }

    /// <summary>
    /// Notes an event that is too old to be counted, or too young: it was not when the batch came first, or will not be when it comes
    /// again, and it is the same batch still.
    /// </summary>
    /// <param name="facts">What it would have added to <see cref="Digest"/>.</param>
    internal void NoteUncounted(ulong facts) => uncounted = unchecked(uncounted + facts);

    private BatchCells BeginFamily(CellFamily family)
    {
        var cells = byFamily[family.Number] ??= new BatchCells(family, nameSeed, Windows);
        families.Add(cells);
        return cells;
    }

    private ulong MakeDigest()
    {
        var sum = uncounted;
        foreach (var cells in families)
        {
            for (var cell = 0; cell < cells.Count; cell++)
            {
                sum = unchecked(sum + BatchDigest.Of(cells.Hash(cell), cells.Lanes(cell)));
            }
        }

        foreach (ref readonly var happened in CollectionsMarshal.AsSpan(Identified))
        {
            sum = unchecked(sum + BatchDigest.Of(CellsOf(in happened).Hash(happened.Cell), in happened, LanesOf(in happened)));
        }

        foreach (ref readonly var happened in CollectionsMarshal.AsSpan(Shoppers))
        {
            sum = unchecked(sum + BatchDigest.Of(in happened, SkuOf(in happened)));
        }

        return sum;
    }

    internal static ulong Pair(int upper, int lower) => ((ulong)(uint)upper << 32) | (uint)lower;
}

/// <summary>What is shown of a keyword or target.</summary>
internal readonly record struct TargetText(string KeywordText, string MatchType);
