using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>
/// How the facts of a batch stand in a journal entry: by window, the cells that are new with their keys, what is added to which
/// cell, and the identified events singly. Cells are named by their number in the window and texts by theirs, so that a fact
/// that meets a known cell costs a few bytes and, in recovery, no search.
/// </summary>
internal static class BatchRecord
{
    private const int FoldAtOnce = 32;

    public static void Write(ByteWriter writer, EventPart part, BatchPlan plan, int today)
    {
        writer.Byte((byte)RecordKind.Batch);
        writer.Hash(part.Batch);
        writer.Signed(today);
        writer.Hash(part.Digest);
        writer.Varint((ulong)(part.Identified.Count - plan.Fresh.Count));
        writer.Varint((ulong)plan.NumberWindows(part.Windows));
        foreach (var family in plan.Families)
        {
            for (var window = 0; window < part.Windows.Count; window++)
            {
                if (family.CellsOf(window).Length > 0)
                {
                    writer.Byte(family.Family.Number);
                    writer.Signed(part.Windows[window]);
                    WriteWindow(writer, family, window);
                }
            }
        }

        writer.Varint((ulong)plan.Fresh.Count);
        foreach (var place in plan.Fresh)
        {
            var happened = part.Identified[place];
            var family = plan.Of(happened.Family);
            writer.Hash(happened.Id);
            writer.Byte((byte)(happened.Takes == UInt128.Zero ? 0 : 1));
            if (happened.Takes != UInt128.Zero)
            {
                writer.Hash(happened.Takes);
            }

            writer.Varint((ulong)family.NumberInRecord(family.Cells.Window(happened.Cell)));
            writer.Varint((ulong)family.Number(happened.Cell));
            writer.Signed(happened.Day - today);
            writer.Lanes(part.LanesOf(in happened));
        }
    }

    /// <summary>Names the windows of a batch record and passes over the rest of it.</summary>
    public static void Skim(ref ByteReader reader, ISet<WindowId> windows)
    {
        _ = (reader.Hash(), reader.Signed(), reader.Hash(), reader.Varint());
        Span<long> lanesMax = stackalloc long[CellFamily.LanesMax];
        var families = new List<CellFamily>();
        for (var left = reader.Number(); left > 0; left--)
        {
            families.Add(SkimWindow(ref reader, windows));
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            ReadIdentified(ref reader, out var window);
            reader.Lanes(lanesMax[..families[window].Lanes]);
        }
    }

    /// <summary>Folds a batch record into the windows and the memory of repeats.</summary>
    public static void Fold(ref ByteReader reader, PartitionState state, long sequence)
    {
        var batch = reader.Hash();
        var today = (int)reader.Signed();
        state.Repeats.RememberBatch(today, new(batch, reader.Hash(), reader.Number()));
        var windows = new WindowCells[reader.Count()];
        var lanesMax = 0;
        for (var number = 0; number < windows.Length; number++)
        {
            var family = reader.Byte();
            windows[number] = state.Window(new(reader.Signed(), family));
            lanesMax = Math.Max(lanesMax, windows[number].Family.Lanes);
            FoldWindow(ref reader, windows[number], sequence);
        }

        for (var left = reader.Number(); left > 0; )
        {
            left -= FoldIdentified(ref reader, state, sequence, today, windows, lanesMax, Math.Min(left, FoldAtOnce));
        }
    }

    /// <summary>What conversions change, and by how much the number of purchases without an ad does.</summary>
    public static void WriteCredits(ByteWriter writer, long unattributed, CreditSums credits)
    {
        writer.Byte((byte)RecordKind.Credits);
        writer.Signed(unattributed);
        credits.Write(writer);
    }

    public static void SkimCredits(ref ByteReader reader, ISet<WindowId> windows)
    {
        reader.Signed();
        for (var left = reader.Number(); left > 0; left--)
        {
            SkimWindow(ref reader, windows);
        }
    }

    public static void FoldCredits(ref ByteReader reader, PartitionState state, long sequence)
    {
        state.Unattributed += reader.Signed();
        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            FoldWindow(ref reader, state.Window(new(reader.Signed(), family)), sequence);
        }
    }

    /// <summary>Names a window and passes over what is said of it.</summary>
    private static CellFamily SkimWindow(ref ByteReader reader, ISet<WindowId> windows)
    {
        var family = CellFamily.Of(reader.Byte());
        windows.Add(new(reader.Signed(), family.Number));
        Span<int> key = stackalloc int[family.KeyNumbers];
        Span<long> lanes = stackalloc long[family.Lanes];
        reader.Number();
        for (var fresh = reader.Number(); fresh > 0; fresh--)
        {
            reader.Key(key);
        }

        for (var touched = reader.Number(); touched > 0; touched--)
        {
            reader.Signed();
            reader.Lanes(lanes);
        }

        return family;
    }

    /// <summary>Folds some identified events; reads them first, so that the memory of their cells and ids comes for several at once.</summary>
    /// <param name="lanesMax">No family of the windows has more.</param>
    private static int FoldIdentified(
        ref ByteReader reader,
        PartitionState state,
        long sequence,
        int today,
        WindowCells[] windows,
        int lanesMax,
        int count
    )
    {
        Span<(UInt128 Id, UInt128 Takes, int Day, int Window, int Cell)> all =
            stackalloc (UInt128, UInt128, int, int, int)[FoldAtOnce];
        Span<long> lanes = stackalloc long[FoldAtOnce * lanesMax];
        all = all[..count];
        for (var place = 0; place < count; place++)
        {
            var (id, takes, cell, day) = ReadIdentified(ref reader, out var window);
            reader.Lanes(lanes.Slice(place * lanesMax, windows[window].Family.Lanes));
            windows[window].Fetch(cell);
            if (id != UInt128.Zero)
            {
                state.Repeats.Fetch(today + day, id);
            }

            all[place] = (id, takes, today + day, window, cell);
        }

        for (var place = 0; place < count; place++)
        {
            ref readonly var happened = ref all[place];
            var window = windows[happened.Window];
            window.Fold(sequence, happened.Cell, lanes.Slice(place * lanesMax, window.Family.Lanes));

            // One more cell of the event before has no id.
            if (happened.Id != UInt128.Zero)
            {
                state.Repeats.RememberEvent(today, happened.Day, happened.Id);
            }

            if (happened.Takes != UInt128.Zero)
            {
                state.Repeats.RememberEvent(today, happened.Day, happened.Takes);
            }
        }

        return count;
    }

    private static void WriteWindow(ByteWriter writer, FamilyPlan plan, int window)
    {
        var cells = plan.CellsOf(window);
        var firstNew = plan.FirstNew(window);
        var (news, touched) = (0, 0);
        foreach (var cell in cells)
        {
            news += plan.Number(cell) >= firstNew ? 1 : 0;
            touched += plan.Cells.IsCounted(cell) ? 1 : 0;
        }

        writer.Varint((ulong)firstNew);
        writer.Varint((ulong)news);
        foreach (var cell in cells)
        {
            if (plan.Number(cell) >= firstNew)
            {
                writer.Key(plan.Key(cell));
            }
        }

        writer.Varint((ulong)touched);
        var last = 0;
        foreach (var cell in cells)
        {
            if (plan.Cells.IsCounted(cell))
            {
                writer.Signed(plan.Number(cell) - last);
                writer.Lanes(plan.Cells.Lanes(cell));
                last = plan.Number(cell);
            }
        }
    }

    private static void FoldWindow(ref ByteReader reader, WindowCells window, long sequence)
    {
        var next = reader.Number();
        for (var left = reader.Number(); left > 0; )
        {
            var count = Math.Min(left, FoldAtOnce);
            FoldNew(ref reader, window, next, count);
            (next, left) = (next + count, left - count);
        }

        var cell = 0L;
        for (var left = reader.Number(); left > 0; )
        {
            left -= FoldTouched(ref reader, window, sequence, ref cell, Math.Min(left, FoldAtOnce));
        }
    }

    /// <summary>The same for cells that are new.</summary>
    private static void FoldNew(ref ByteReader reader, WindowCells window, int first, int count)
    {
        var width = window.Family.KeyNumbers;
        Span<int> keys = stackalloc int[FoldAtOnce * width];
        Span<ulong> hashes = stackalloc ulong[FoldAtOnce];
        for (var place = 0; place < count; place++)
        {
            var key = keys.Slice(place * width, width);
            reader.Key(key);
            hashes[place] = window.Cells.Fetch(key);
        }

        for (var place = 0; place < count; place++)
        {
            window.AddCell(first + place, keys.Slice(place * width, width), hashes[place]);
        }
    }

    /// <summary>The same for what is added to cells.</summary>
    /// <param name="cell">Number of the last cell.</param>
    private static int FoldTouched(ref ByteReader reader, WindowCells window, long sequence, ref long cell, int count)
    {
        var width = window.Family.Lanes;
        Span<int> cells = stackalloc int[FoldAtOnce];
        Span<long> lanes = stackalloc long[FoldAtOnce * width];
        for (var place = 0; place < count; place++)
        {
            cell += reader.Signed();
            cells[place] = (int)cell;
            reader.Lanes(lanes.Slice(place * width, width));
            window.Fetch((int)cell);
        }

        for (var place = 0; place < count; place++)
        {
            window.Fold(sequence, cells[place], lanes.Slice(place * width, width));
        }

        return count;
    }

    private static (UInt128 Id, UInt128 Takes, int Cell, int Day) ReadIdentified(ref ByteReader reader, out int window)
    {
        var id = reader.Hash();
        var takes = reader.Byte() != 0 ? reader.Hash() : UInt128.Zero;
        window = reader.Number();
        return (id, takes, reader.Number(), (int)reader.Signed());
    }
}
