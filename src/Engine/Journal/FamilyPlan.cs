using System.Runtime.InteropServices;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>
/// What a part's cells of one family are in the partition: which of them are touched, what key and number each has or will get. Its
/// memory is used again by the next batch.
/// </summary>
internal sealed class FamilyPlan(CellFamily family, BatchPlan whole)
{
    private const int Unused = -1;
    private const int Wanted = -2;
    private const int WantedByIdentified = -3;
    private const int TextsAtOnce = 256;
    private const int FetchAhead = 16;

    private readonly int keyNumbers = family.KeyNumbers;
    private readonly int lanes = family.Lanes;
    private readonly int width = family.KeyNumbers + KnownKeys.ShownNumbers;
    private readonly List<int> unknown = [];
    private readonly byte[] ids = new byte[TextsAtOnce * CellKey.PartBytesMax];
    private int[] numbers = [];
    private int[] keys = [];
    private int[] order = [];
    private int[] found = [];
    private int[] windowEnds = [];
    private int[] firstNew = [];
    private int[] inRecord = [];

    // By cell that has any, what its fresh identified events add.
    private long[] identified = [];
    private BatchCells? cells;

    public CellFamily Family => family;

    public BatchCells Cells => cells!;

    /// <summary>The cell's number in its window.</summary>
    public int Number(int cell) => numbers[cell];

    /// <summary>The key of a used cell in the partition: account and text numbers.</summary>
    public ReadOnlySpan<int> Key(int cell) => keys.AsSpan(cell * width, keyNumbers);

    /// <summary>The used cells of a window, by their row in the part.</summary>
    public ReadOnlySpan<int> CellsOf(int window)
    {
        var from = window == 0 ? 0 : windowEnds[window - 1];
        return order.AsSpan(from, windowEnds[window] - from);
    }

    /// <summary>From which number on cells of the window are new.</summary>
    public int FirstNew(int window) => firstNew[window];

    /// <summary>Which of the record's windows a window is.</summary>
    public int NumberInRecord(int window) => inRecord[window];

    /// <summary>Numbers the windows that have used cells; answers the number behind the last.</summary>
    public int NumberWindows(int windows, int first)
    {
        for (var window = 0; window < windows; window++)
        {
            inRecord[window] = first;
            first += CellsOf(window).Length > 0 ? 1 : 0;
        }

        return first;
    }

    /// <summary>Whether an event counts in the cell.</summary>
    public bool IsUsed(int cell) => numbers[cell] != Unused;

    /// <summary>Whether this is what the cell's target was known by before.</summary>
    public bool IsKnown(in Shown shown) =>
        MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(keys.AsSpan((shown.Cell * width) + keyNumbers))) == shown.Hash;

    /// <summary>Begins with a part's cells; a cell counts when a countable event falls into it, or a fresh identified one.</summary>
    public void Begin(BatchCells newCells, int windows)
    {
        cells = newCells;
        unknown.Clear();
        Grow(ref numbers, cells.Count);
        Grow(ref order, cells.Count);
        Grow(ref found, cells.Count);
        Grow(ref keys, cells.Count * width);
        Grow(ref windowEnds, windows);
        Grow(ref firstNew, windows);
        Grow(ref inRecord, windows);
        Grow(ref identified, cells.Count * lanes);
        for (var cell = 0; cell < cells.Count; cell++)
        {
            numbers[cell] = cells.IsCounted(cell) ? Wanted : Unused;
        }
    }

    /// <summary>Adds what a fresh identified event brings. False where a sum would leave the range.</summary>
    public bool TryAddIdentified(int cell, ReadOnlySpan<long> added)
    {
        var sum = identified.AsSpan(cell * lanes, lanes);
        if (numbers[cell] == WantedByIdentified)
        {
            return Sums.TryAdd(sum, added);
        }

        numbers[cell] = WantedByIdentified;
        added.CopyTo(sum);
        return true;
    }

    /// <summary>Finds keys and numbers. False where a sum would leave the range.</summary>
    public bool TryPlace(PartWindows windows, PartitionState state)
    {
        GroupByWindow(windows.Count);
        MakeKeys(state);
        for (var window = 0; window < windows.Count; window++)
        {
            if (!TryPlaceCells(windows[window], state, window))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets the partition remember the keys that it did not know; its new texts have their numbers by now.</summary>
    public void RememberKeys(PartitionState state)
    {
        foreach (var cell in unknown)
        {
            state.Keys(family).Add(Cells.Combination(cell), Key(cell));
        }
    }

    private void GroupByWindow(int windows)
    {
        var ends = windowEnds.AsSpan(0, windows);
        ends.Clear();
        for (var cell = 0; cell < Cells.Count; cell++)
        {
            ends[Cells.Window(cell)] += IsUsed(cell) ? 1 : 0;
        }

        var before = 0;
        foreach (ref var end in ends)
        {
            (end, before) = (before, before + end);
        }

        for (var cell = 0; cell < Cells.Count; cell++)
        {
            if (IsUsed(cell))
            {
                order[ends[Cells.Window(cell)]++] = cell;
            }
        }
    }

    private bool TryPlaceCells(long start, PartitionState state, int window)
    {
        var used = CellsOf(window);
        var known = state.FindWindow(new(start, family.Number));
        var next = firstNew[window] = known?.Cells.Count ?? 0;
        Span<long> sum = stackalloc long[lanes];
        var foundHere = found.AsSpan(0, used.Length);
        foundHere.Fill(Unused);
        known?.Cells.FindAll(keys, width, used, foundHere);
        for (var place = 0; place < used.Length; place++)
        {
            if (place + FetchAhead < used.Length && foundHere[place + FetchAhead] >= 0)
            {
                known!.Fetch(foundHere[place + FetchAhead]);
            }

            var cell = used[place];
            var number = foundHere[place];
            Cells.Lanes(cell).CopyTo(sum);
            if (
                (numbers[cell] == WantedByIdentified && !Sums.TryAdd(sum, identified.AsSpan(cell * lanes, lanes)))
                || (number >= 0 && !Sums.TryAdd(sum, known!.Sums(number)))
            )
            {
                return false;
            }

            numbers[cell] = number >= 0 ? number : next++;
        }

        return true;
    }

    /// <summary>Finds or makes the key of each cell that is used.</summary>
    private void MakeKeys(PartitionState state)
    {
        state.Keys(family).FindAll(Cells, keys);
        for (var cell = 0; cell < Cells.Count; cell++)
        {
            if (IsUsed(cell) && keys[cell * width] < 0)
            {
                unknown.Add(cell);
            }
        }

        var dimensions = keyNumbers - 1;
        var atOnce = TextsAtOnce / dimensions;
        for (var from = 0; from < unknown.Count; from += atOnce)
        {
            MakeKeys(CollectionsMarshal.AsSpan(unknown).Slice(from, Math.Min(atOnce, unknown.Count - from)), state);
        }
    }

    /// <summary>Makes keys from their texts.</summary>
    private void MakeKeys(ReadOnlySpan<int> these, PartitionState state)
    {
        var dimensions = keyNumbers - 1;
        Span<TextPlace> places = stackalloc TextPlace[TextsAtOnce];
        Span<int> texts = stackalloc int[TextsAtOnce];
        var end = 0;
        for (var place = 0; place < these.Length; place++)
        {
            CombinationName.WriteIds(Cells.Name(these[place]), ids, ref end, places.Slice(place * dimensions, dimensions));
        }

        state.Texts.FindAll(ids, places[..(these.Length * dimensions)], texts);
        for (var place = 0; place < these.Length; place++)
        {
            var key = keys.AsSpan(these[place] * width, keyNumbers);
            key[0] = CombinationName.Account(Cells.Name(these[place]));
            for (var dimension = 0; dimension < dimensions; dimension++)
            {
                var at = (place * dimensions) + dimension;
                key[1 + dimension] = texts[at] >= 0 ? texts[at] : whole.NewText(places[at].In(ids), state);
            }
        }
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
