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

    private int[] numbers = [];
    private int[] keys = [];
    private int[] order = [];
    private int[] shown = [];
    private int[] combinationKeys = [];
    private int[] found = [];
    private int[] windowEnds = [];
    private int[] firstNew = [];
    private long[] sums = [];
    private int keyNumbers;
    private int lanes;
    private int width;

    /// <summary>Places of the part's identified events that are not repeats.</summary>
    public List<int> Fresh { get; } = [];

    /// <summary>Texts that the partition does not have yet, in the order of the numbers that they will get.</summary>
    public TextTable NewTexts { get; } = new(hashSeed);

    /// <summary>The cell's number in its window.</summary>
    public int Number(int cell) => numbers[cell];

    /// <summary>The key in the partition of a window's cell: account and text numbers.</summary>
    /// <param name="place">The cell's place in <see cref="CellsOf"/>.</param>
    public ReadOnlySpan<int> Key(int window, int place) =>
        keys.AsSpan(((window == 0 ? 0 : windowEnds[window - 1]) + place) * keyNumbers, keyNumbers);

    /// <summary>The used cells of a window, by their row in the part.</summary>
    public ReadOnlySpan<int> CellsOf(int window)
    {
        var from = window == 0 ? 0 : windowEnds[window - 1];
        return order.AsSpan(from, windowEnds[window] - from);
    }

    /// <summary>From which number on cells of the window are new.</summary>
    public int FirstNew(int window) => firstNew[window];

    /// <summary>The number of a combination's target in the partition, -1 where none of its cells is used.</summary>
    public int Target(int combination)
    {
        var key = combinationKeys.AsSpan(combination * width, keyNumbers);
        return key[0] < 0 ? -1 : key[1 + PartitionState.TargetDimension];
    }

    /// <summary>Whether this is what the combination's target was known by before.</summary>
    public bool IsKnown(int combination, int keywordText, int matchType)
    {
        var shown = combinationKeys.AsSpan((combination * width) + keyNumbers, KnownKeys.ShownNumbers);
        return shown[0] == keywordText && shown[1] == matchType;
    }

    /// <summary>The number in the partition of one of the part's own texts.</summary>
    public int Shown(EventPart part, int text, PartitionState state)
    {
        ref var number = ref shown[text];
        return number >= 0 ? number : number = Text(part.Texts[text], state);
    }

    /// <summary>The number of a text in the partition; one that is new there gets the next.</summary>
    public int Text(ReadOnlySpan<byte> text, PartitionState state) =>
        state.Texts.Find(text) is var found and >= 0 ? found : state.Texts.Count + NewTexts.GetOrAdd(text);

    /// <summary>Begins with a part whose <see cref="Fresh"/> events are known. False where a sum would leave the range.</summary>
    public bool TryMake(EventPart part, PartitionState state)
    {
        Begin(part);
        if (!TryMarkUsed(part))
        {
            return false;
        }

        GroupByWindow(part);
        MakeKeys(part, state);
        for (var window = 0; window < part.Windows.Count; window++)
        {
            if (!TryPlaceCells(part, state, window))
            {
                return false;
            }
        }

        return true;
    }

    private void Begin(EventPart part)
    {
        (keyNumbers, lanes) = (part.Family.KeyNumbers, part.Family.Lanes);
        width = keyNumbers + KnownKeys.ShownNumbers;
        NewTexts.Clear();
        Grow(ref numbers, part.Cells.Count);
        Grow(ref order, part.Cells.Count);
        Grow(ref shown, part.Texts.Count);
        shown.AsSpan(0, part.Texts.Count).Fill(Unused);
        Grow(ref combinationKeys, part.Combinations.Count * width);
        Grow(ref found, part.Cells.Count);
        Grow(ref keys, part.Cells.Count * keyNumbers);
        Grow(ref windowEnds, part.Windows.Count);
        Grow(ref firstNew, part.Windows.Count);
        Grow(ref sums, part.Cells.Count * lanes);
    }

    /// <summary>A cell counts when a countable event or a fresh identified one falls into it.</summary>
    private bool TryMarkUsed(EventPart part)
    {
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            var countable = part.Cells.Lanes(cell);
            numbers[cell] = countable.ContainsAnyExcept(0) ? Wanted : Unused;
            countable.CopyTo(sums.AsSpan(cell * lanes));
        }

        Span<long> added = stackalloc long[lanes];
        foreach (var place in Fresh)
        {
            var happened = part.Identified[place];
            happened.Metrics.CopyTo(added);
            numbers[happened.Cell] = Wanted;
            if (!TryAdd(sums.AsSpan(happened.Cell * lanes, lanes), added))
            {
                return false;
            }
        }

        return true;
    }

    private void GroupByWindow(EventPart part)
    {
        windowEnds.AsSpan(0, part.Windows.Count).Clear();
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            windowEnds[part.Cells.Window(cell)] += numbers[cell] == Wanted ? 1 : 0;
        }

        var before = 0;
        for (var window = 0; window < part.Windows.Count; window++)
        {
            (windowEnds[window], before) = (before, before + windowEnds[window]);
        }

        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            if (numbers[cell] == Wanted)
            {
                order[windowEnds[part.Cells.Window(cell)]++] = cell;
            }
        }
    }

    private bool TryPlaceCells(EventPart part, PartitionState state, int window)
    {
        var cells = CellsOf(window);
        var from = window == 0 ? 0 : windowEnds[window - 1];
        for (var place = 0; place < cells.Length; place++)
        {
            var combination = part.Cells.Combination(cells[place]);
            combinationKeys.AsSpan(combination * width, keyNumbers).CopyTo(keys.AsSpan((from + place) * keyNumbers, keyNumbers));
        }

        var known = state.FindWindow(new(part.Windows[window], part.Family.Number));
        var next = firstNew[window] = known?.Cells.Count ?? 0;
        var foundHere = found.AsSpan(from, cells.Length);
        foundHere.Fill(Unused);
        known?.Cells.FindAll(keys.AsSpan(from * keyNumbers, cells.Length * keyNumbers), foundHere);
        for (var place = 0; place < cells.Length; place++)
        {
            var cell = cells[place];
            var number = foundHere[place];
            numbers[cell] = number >= 0 ? number : next++;
            if (number >= 0 && !TryAdd(sums.AsSpan(cell * lanes, lanes), known!.Sums(number)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds or makes the key of each combination that is used.</summary>
    private void MakeKeys(EventPart part, PartitionState state)
    {
        var combinations = part.Combinations;
        state.Keys.FindAll(combinations, combinationKeys);
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            var combination = part.Cells.Combination(cell);
            var key = combinationKeys.AsSpan(combination * width, keyNumbers);
            if (numbers[cell] != Wanted || key[0] >= 0)
            {
                continue;
            }

            key[0] = combinations.Account(combination);
            for (var dimension = 1; dimension < keyNumbers; dimension++)
            {
                key[dimension] = Text(combinations.Id(combination, dimension - 1), state);
            }

            // A text that is new in this batch has its number for good only when the batch is accepted.
            if (!key[1..].ContainsAnyInRange(state.Texts.Count, int.MaxValue))
            {
                state.Keys.Add(combinations.Hash(combination), key);
            }
        }
    }

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
