using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Cells;

/// <summary>The cells of one window and family in a partition, and what of them has still to be published.</summary>
internal sealed class WindowCells(WindowId id, long hashSeed)
{
    private const int SegmentShift = 15;

    private readonly List<PendingDeltas> pending = [];

    public WindowId Id { get; } = id;

    public CellFamily Family { get; } = CellFamily.Of(id.Family);

    public SegmentedTable Cells { get; } =
        new(CellFamily.Of(id.Family).KeyNumbers, CellFamily.Of(id.Family).Lanes, SegmentShift, hashSeed);

    public bool IsDirty => pending.Exists(segment => segment.Count > 0);

    /// <summary>Recovery meets cells that a page has brought already: only what follows the rows there are is new.</summary>
    public void AddCell(int cell, ReadOnlySpan<int> key)
    {
        if (cell == Cells.Count)
        {
            Cells.Add(key);
        }
        else if (cell > Cells.Count)
        {
            throw new InvalidDataException(
                $"A journal entry names cell {cell} of a window that has {Cells.Count}: entries are missing. Restore the ledger from a backup."
            );
        }
    }

    /// <summary>Adds to a cell, unless its page holds what this entry says.</summary>
    public void Fold(long sequence, int cell, ReadOnlySpan<long> sums)
    {
        var segment = Cells.SegmentOf(cell);
        if (sequence <= segment.FoldedThrough)
        {
            return;
        }

        var row = cell & (Cells.SegmentRows - 1);
        var lanes = segment.Lanes(row);
        for (var lane = 0; lane < sums.Length; lane++)
        {
            lanes[lane] += sums[lane];
        }

        PendingOf(cell >> SegmentShift).Add(row, sums);
        segment.HasChanged = true;
    }

    /// <summary>Marks all that was counted as published.</summary>
    public void MarkPublished(long sequence)
    {
        for (var number = 0; number < pending.Count; number++)
        {
            var segment = Cells.Segments[number];
            if (pending[number].Count > 0 && sequence > segment.FoldedThrough)
            {
                pending[number].Clear();
                segment.HasChanged = true;
            }
        }
    }

    /// <summary>Walks what has to be published, in a fixed order.</summary>
    public void ForEachPending(PendingVisitor visit)
    {
        for (var number = 0; number < pending.Count; number++)
        {
            for (var entry = 0; entry < pending[number].Count; entry++)
            {
                visit(Cells.Segments[number].Key(pending[number].Row(entry)), pending[number].Deltas(entry));
            }
        }
    }

    /// <summary>A segment's page: its rows, then what of them is to be published.</summary>
    /// <param name="sequence">Number of the entry that is being committed with the page; nothing may be folded under it afterwards.</param>
    public void WriteSegment(int number, long sequence, ByteWriter writer)
    {
        TablePages.Write(Cells, number, sequence, writer);
        var changes = PendingOf(number);
        writer.Varint((ulong)changes.Count);
        for (var entry = 0; entry < changes.Count; entry++)
        {
            writer.Varint((ulong)changes.Row(entry));
            writer.Lanes(changes.Deltas(entry));
        }
    }

    /// <summary>Takes the next segment from its page.</summary>
    public void ReadSegment(ref ByteReader reader)
    {
        var segment = TablePages.Read(Cells, ref reader);
        var changes = PendingOf(Cells.Segments.Count - 1);
        Span<long> sums = stackalloc long[Family.Lanes];
        for (var left = reader.Number(); left > 0; left--)
        {
            var row = reader.Number();
            reader.Lanes(sums);
            if (row >= segment.Count)
            {
                throw new InvalidDataException("A page of a window is damaged: restore the ledger from a backup.");
            }

            changes.Add(row, sums);
        }
    }

    /// <summary>Sets a cell to what an older form of storage says of it.</summary>
    public void Load(int cell, ReadOnlySpan<long> total, ReadOnlySpan<long> published)
    {
        total.CopyTo(Cells.Lanes(cell));
        Span<long> rest = stackalloc long[Family.Lanes];
        for (var lane = 0; lane < rest.Length; lane++)
        {
            rest[lane] = total[lane] - published[lane];
        }

        if (rest.ContainsAnyExcept(0))
        {
            PendingOf(cell >> SegmentShift).Add(cell & (Cells.SegmentRows - 1), rest);
        }
    }

    private PendingDeltas PendingOf(int segment)
    {
        while (pending.Count <= segment)
        {
            pending.Add(new PendingDeltas(Family.Lanes));
        }

        return pending[segment];
    }
}

/// <summary>Is shown a cell's key and what it has to publish.</summary>
internal delegate void PendingVisitor(ReadOnlySpan<int> key, ReadOnlySpan<long> deltas);
