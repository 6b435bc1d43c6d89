using System.Runtime.InteropServices;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>
/// What a part's texts and cells are in the partition, worked out before anything is written: which events are fresh, which
/// cells they touch, what number each has or will get. Its memory is used again by the next batch.
/// </summary>
internal sealed class BatchPlan(long hashSeed)
{
    private const int Unused = -1;
    private const int Wanted = -2;
    private const int WantedByIdentified = -3;
    private const int TextsAtOnce = 256;
    private const int FetchAhead = 16;

    private readonly List<int> unknown = [];
    private readonly byte[] ids = new byte[TextsAtOnce * CellKey.PartBytesMax];
    private int[] numbers = [];
    private int[] keys = [];
    private int[] order = [];
    private int[] found = [];
    private int[] windowEnds = [];
    private int[] firstNew = [];

    // By cell that has any, what its fresh identified events add.
    private long[] identified = [];
    private int keyNumbers;
    private int lanes;
    private int width;

    /// <summary>Places of the part's identified events that are not repeats.</summary>
    public List<int> Fresh { get; } = [];

    /// <summary>Texts that the partition does not have yet, in the order of the numbers that they will get.</summary>
    public TextTable NewTexts { get; } = new(hashSeed);

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

    /// <summary>Whether an event counts in the cell.</summary>
    public bool IsUsed(int cell) => numbers[cell] != Unused;

    /// <summary>Whether this is what the cell's target was known by before.</summary>
    public bool IsKnown(in Shown shown) =>
        MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(keys.AsSpan((shown.Cell * width) + keyNumbers))) == shown.Hash;

    /// <summary>The number of a text in the partition; one that is new there gets the next.</summary>
    public int Text(ReadOnlySpan<byte> text, PartitionState state) =>
        state.Texts.Find(text) is var known and >= 0 ? known : NewText(text, state);

    /// <summary>Begins with a part whose <see cref="Fresh"/> events are known. False where a sum would leave the range.</summary>
    public bool TryMake(EventPart part, PartitionState state)
    {
        Begin(part);
        if (!TryMarkUsed(part))
        {
            return false;
        }

        GroupByWindow(part.Cells);
        MakeKeys(part.Cells, state);
        for (var window = 0; window < part.Cells.Windows.Count; window++)
        {
            if (!TryPlaceCells(part, state, window))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets the partition remember the keys that it did not know; its new texts have their numbers by now.</summary>
    public void RememberKeys(BatchCells cells, PartitionState state)
    {
        foreach (var cell in unknown)
        {
            state.Keys.Add(cells.Combination(cell), Key(cell));
        }
    }

    private void Begin(EventPart part)
    {
        (keyNumbers, lanes) = (part.Family.KeyNumbers, part.Family.Lanes);
        width = keyNumbers + KnownKeys.ShownNumbers;
        NewTexts.Clear();
        unknown.Clear();
        Grow(ref numbers, part.Cells.Count);
        Grow(ref order, part.Cells.Count);
        Grow(ref found, part.Cells.Count);
        Grow(ref keys, part.Cells.Count * width);
        Grow(ref windowEnds, part.Cells.Windows.Count);
        Grow(ref firstNew, part.Cells.Windows.Count);
        Grow(ref identified, part.Cells.Count * lanes);
    }

    /// <summary>A cell counts when a countable event or a fresh identified one falls into it.</summary>
    private bool TryMarkUsed(EventPart part)
    {
        Span<long> added = stackalloc long[lanes];
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            numbers[cell] = part.Cells.IsCounted(cell) ? Wanted : Unused;
        }

        foreach (var place in Fresh)
        {
            ref readonly var happened = ref CollectionsMarshal.AsSpan(part.Identified)[place];
            happened.Metrics.CopyTo(added);
            var sum = identified.AsSpan(happened.Cell * lanes, lanes);
            if (numbers[happened.Cell] != WantedByIdentified)
            {
                numbers[happened.Cell] = WantedByIdentified;
                added.CopyTo(sum);
            }
            else if (!TryAdd(sum, added))
            {
                return false;
            }
        }

        return true;
    }

    private void GroupByWindow(BatchCells cells)
    {
        var ends = windowEnds.AsSpan(0, cells.Windows.Count);
        ends.Clear();
        for (var cell = 0; cell < cells.Count; cell++)
        {
            ends[cells.Window(cell)] += IsUsed(cell) ? 1 : 0;
        }

        var before = 0;
        foreach (ref var end in ends)
        {
            (end, before) = (before, before + end);
        }

        for (var cell = 0; cell < cells.Count; cell++)
        {
            if (IsUsed(cell))
            {
                order[ends[cells.Window(cell)]++] = cell;
            }
        }
    }

    private bool TryPlaceCells(EventPart part, PartitionState state, int window)
    {
        var cells = CellsOf(window);
        var known = state.FindWindow(new(part.Cells.Windows[window], part.Family.Number));
        var next = firstNew[window] = known?.Cells.Count ?? 0;
        Span<long> sum = stackalloc long[lanes];
        var foundHere = found.AsSpan(0, cells.Length);
        foundHere.Fill(Unused);
        known?.Cells.FindAll(keys, width, cells, foundHere);
        for (var place = 0; place < cells.Length; place++)
        {
            if (place + FetchAhead < cells.Length && foundHere[place + FetchAhead] >= 0)
            {
                known!.Fetch(foundHere[place + FetchAhead]);
            }

            var cell = cells[place];
            var number = foundHere[place];
            part.Cells.Lanes(cell).CopyTo(sum);
            if (
                (numbers[cell] == WantedByIdentified && !TryAdd(sum, identified.AsSpan(cell * lanes, lanes)))
                || (number >= 0 && !TryAdd(sum, known!.Sums(number)))
            )
            {
                return false;
            }

            numbers[cell] = number >= 0 ? number : next++;
        }

        return true;
    }

    /// <summary>Finds or makes the key of each cell that is used.</summary>
    private void MakeKeys(BatchCells cells, PartitionState state)
    {
        state.Keys.FindAll(cells, keys);
        for (var cell = 0; cell < cells.Count; cell++)
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
            MakeKeys(cells, CollectionsMarshal.AsSpan(unknown).Slice(from, Math.Min(atOnce, unknown.Count - from)), state);
        }
    }

    /// <summary>Makes keys from their texts.</summary>
    private void MakeKeys(BatchCells cells, ReadOnlySpan<int> these, PartitionState state)
    {
        var dimensions = keyNumbers - 1;
        Span<TextPlace> places = stackalloc TextPlace[TextsAtOnce];
        Span<int> texts = stackalloc int[TextsAtOnce];
        var end = 0;
        for (var place = 0; place < these.Length; place++)
        {
            CombinationName.WriteIds(cells.Name(these[place]), ids, ref end, places.Slice(place * dimensions, dimensions));
        }

        state.Texts.FindAll(ids, places[..(these.Length * dimensions)], texts);
        for (var place = 0; place < these.Length; place++)
        {
            var key = keys.AsSpan(these[place] * width, keyNumbers);
            key[0] = CombinationName.Account(cells.Name(these[place]));
            for (var dimension = 0; dimension < dimensions; dimension++)
            {
                var at = (place * dimensions) + dimension;
                key[1 + dimension] = texts[at] >= 0 ? texts[at] : NewText(places[at].In(ids), state);
            }
        }
    }

    private int NewText(ReadOnlySpan<byte> text, PartitionState state) => state.Texts.Count + NewTexts.GetOrAdd(text);

    private static bool TryAdd(Span<long> sums, ReadOnlySpan<long> added)
    {
        var isInRange = true;
        for (var lane = 0; lane < sums.Length; lane++)
        {
            sums[lane] += added[lane];
            isInRange &= Metrics.InRange(sums[lane]);
        }

        return isInRange;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
