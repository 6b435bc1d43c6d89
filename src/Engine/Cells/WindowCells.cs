using Millrace.Engine.Pages;

namespace Millrace.Engine.Cells;

/// <summary>
/// The cells of one window and family in a partition. A row has the running sums, then how much of each was published; a bit says
/// whether they differ.
/// </summary>
internal sealed class WindowCells(WindowId id, long hashSeed)
{
    private const int SegmentShift = 15;
    private const int SegmentWords = (1 << SegmentShift) / 64;

    // By segment, a bit for each cell that has something to publish.
    private readonly List<ulong[]?> dirty = [];

    public WindowId Id { get; } = id;

    public CellFamily Family { get; } = CellFamily.Of(id.Family);

    public SegmentedTable Cells { get; } =
        new(CellFamily.Of(id.Family).KeyNumbers, 2 * CellFamily.Of(id.Family).Lanes, SegmentShift, hashSeed);

    public bool IsDirty => dirty.Exists(segment => segment is not null);

    public ReadOnlySpan<long> Sums(int cell) => Cells.Lanes(cell)[..Family.Lanes];

    /// <summary>Recovery meets cells that a page has brought already: only what follows the rows there are is new.</summary>
    /// <param name="hash">What <see cref="SegmentedTable.Fetch"/> has answered.</param>
    public void AddCell(int cell, ReadOnlySpan<int> key, ulong hash)
    {
        if (cell == Cells.Count)
        {
            Cells.Add(key, hash);
        }
        else if (cell > Cells.Count)
        {
            throw new InvalidDataException(
                $"A journal entry names cell {cell} of a window that has {Cells.Count}: entries are missing. Restore the ledger from a backup."
            );
        }
    }

    /// <summary>Says that <see cref="Fold"/> will soon be called for a cell.</summary>
    public void Fetch(int cell)
    {
        var lanes = Cells.Lanes(cell);
        Prefetch.Line(in lanes[0]);
        Prefetch.Line(in lanes[Family.Lanes - 1]);
    }

    /// <summary>Adds to a cell, unless its page holds what this entry says.</summary>
    public void Fold(long sequence, int cell, ReadOnlySpan<long> added)
    {
        var segment = Cells.SegmentOf(cell);
        if (sequence <= segment.FoldedThrough)
        {
            return;
        }

        var row = cell & (Cells.SegmentRows - 1);
        var sums = segment.Lanes(row);
        for (var lane = 0; lane < added.Length; lane++)
        {
            sums[lane] += added[lane];
        }

        segment.HasChanged = true;
        MarkDirty(cell >> SegmentShift, row);
    }

    /// <summary>Takes an account's cells out: published or not, nothing is left of them but their places.</summary>
    public void Erase(int account) =>
        Cells.EraseAll(
            account,
            cell =>
            {
                if (cell >> SegmentShift < dirty.Count && dirty[cell >> SegmentShift] is { } words)
                {
                    var row = cell & (Cells.SegmentRows - 1);
                    words[row >> 6] &= ~(1UL << (row & 63));
                    LetCleanGo(cell >> SegmentShift);
                }
            }
        );

    /// <summary>Notes the texts of its cells.</summary>
    public void NoteTexts(TextUse use) => use.NoteKeys(Cells, first: 1);

    /// <summary>Marks all that was counted in a range of cells as published.</summary>
    public void MarkPublished(long sequence, int from, int end)
    {
        for (var number = from >> SegmentShift; number < dirty.Count; number++)
        {
            var segment = Cells.Segments[number];
            if (dirty[number] is not { } words || sequence <= segment.FoldedThrough)
            {
                continue;
            }

            foreach (var row in DirtyRows(number, from, end))
            {
                var lanes = segment.Lanes(row);
                lanes[..Family.Lanes].CopyTo(lanes[Family.Lanes..]);
                words[row >> 6] &= ~(1UL << (row & 63));
                segment.HasChanged = true;
            }

            LetCleanGo(number);
        }
    }

    /// <summary>How far one goes from a cell until so many have something to publish, or to the last; and how many have.</summary>
    public (int End, int Pending) Reach(int from, int cellsMax)
    {
        var pending = 0;
        for (var number = from >> SegmentShift; number < dirty.Count; number++)
        {
            foreach (var row in DirtyRows(number, from, Cells.Count))
            {
                if (++pending == cellsMax)
                {
                    return ((number << SegmentShift) + row + 1, pending);
                }
            }
        }

        return (Cells.Count, pending);
    }

    /// <summary>Walks what has to be published of a range of cells, in their order.</summary>
    public void ForEachPending(int from, int end, PendingVisitor visit)
    {
        Span<long> deltas = stackalloc long[Family.Lanes];
        for (var number = from >> SegmentShift; number < dirty.Count; number++)
        {
            foreach (var row in DirtyRows(number, from, end))
            {
                var segment = Cells.Segments[number];
                Pending(segment.Lanes(row), deltas);
                if (deltas.ContainsAnyExcept(0))
                {
                    visit(segment.Key(row), deltas);
                }
            }
        }
    }

    /// <summary>Writes a segment's page: of each cell the sums, and what of them is to be published.</summary>
    /// <param name="sequence">Number of the entry that is being committed with the page; nothing may be folded under it afterwards.</param>
    public void WriteSegment(int number, long sequence, Journal.ByteWriter writer)
    {
        TablePages.WriteHead(Cells, number, sequence, writer);
        var segment = Cells.Segments[number];
        Span<long> lanes = stackalloc long[2 * Family.Lanes];
        for (var row = 0; row < segment.Count; row++)
        {
            segment.Lanes(row).CopyTo(lanes);
            Pending(lanes, lanes[Family.Lanes..]);
            writer.Key(segment.Key(row));
            writer.Lanes(lanes);
        }
    }

    /// <summary>Takes the next segment from its page.</summary>
    public void ReadSegment(ref Journal.ByteReader reader)
    {
        var first = Cells.Count;
        TablePages.Read(Cells, ref reader);
        for (var cell = first; cell < Cells.Count; cell++)
        {
            var lanes = Cells.Lanes(cell);
            var pending = lanes[Family.Lanes..];
            if (pending.ContainsAnyExcept(0))
            {
                MarkDirty(cell >> SegmentShift, cell & (Cells.SegmentRows - 1));
            }

            Pending(lanes, pending);
        }
    }

    /// <summary>Sets a cell to what an older form of storage says of it.</summary>
    public void Load(int cell, ReadOnlySpan<long> total, ReadOnlySpan<long> published)
    {
        total.CopyTo(Cells.Lanes(cell));
        published.CopyTo(Cells.Lanes(cell)[Family.Lanes..]);
        if (!total.SequenceEqual(published))
        {
            MarkDirty(cell >> SegmentShift, cell & (Cells.SegmentRows - 1));
        }
    }

    /// <summary>What the sums are beyond what was published; the other way round too.</summary>
    private void Pending(ReadOnlySpan<long> lanes, Span<long> pending)
    {
        for (var lane = 0; lane < Family.Lanes; lane++)
        {
            pending[lane] = lanes[lane] - lanes[Family.Lanes + lane];
        }
    }

    private void MarkDirty(int number, int row)
    {
        if (number >= dirty.Count || dirty[number] is not { } words)
        {
            words = BeginDirty(number);
        }

        words[row >> 6] |= 1UL << (row & 63);
    }

    private void LetCleanGo(int number)
    {
        if (!dirty[number].AsSpan().ContainsAnyExcept(0UL))
        {
            dirty[number] = null;
        }
    }

    private ulong[] BeginDirty(int number)
    {
        while (dirty.Count <= number)
        {
            dirty.Add(null);
        }

        return dirty[number] = new ulong[SegmentWords];
    }

    /// <summary>The rows of a segment that stand in a range of cells and have something to publish.</summary>
    private IEnumerable<int> DirtyRows(int number, int from, int end)
    {
        if (dirty[number] is not { } words)
        {
            yield break;
        }

        var before = number << SegmentShift;
        var (first, last) = (Math.Max(0, from - before), Math.Min(1 << SegmentShift, end - before));
        for (var word = first >> 6; word << 6 < last; word++)
        {
            for (var left = words[word]; left != 0; left &= left - 1)
            {
                var row = (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(left);
                if (row >= first && row < last)
                {
                    yield return row;
                }
            }
        }
    }
}

/// <summary>Is shown a cell's key and what it has to publish.</summary>
internal delegate void PendingVisitor(ReadOnlySpan<int> key, ReadOnlySpan<long> deltas);
