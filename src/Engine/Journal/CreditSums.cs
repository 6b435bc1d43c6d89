using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Journal;

/// <summary>
/// Gathers what credits change, cell by cell: what is taken from one touch and given to another in the same batch, or taken and given
/// again, is one difference or none.
/// </summary>
internal sealed class CreditSums(PartitionState state) : ICreditSink, ICellSink
{
    private readonly Dictionary<WindowId, SegmentedTable> sums = [];
    private readonly Dictionary<byte[], int> measureTexts = [];
    private int[] key = [];
    private int keyNumbers;
    private long window;
    private long touched;
    private FrozenHours frozen;

    /// <summary>Windows that change, in their order.</summary>
    public IEnumerable<WindowId> Windows => sums.Where(cells => Changed(cells.Value).Any()).Select(cells => cells.Key).Order();

    /// <summary>Names of measures that have to be texts of the partition before a credit of the ad product is taken.</summary>
    public static IEnumerable<byte[]> TextsFor(AdProduct product) =>
        Credits
            .FamiliesOf(product)
            .Where(family => family.IsByMeasure)
            .SelectMany(Credits.MeasuresOf)
            .Select(measure => measure.NameBytes);

    /// <summary>Forgets the batch before.</summary>
    /// <param name="hours">What was in them is left as it is, by dataset.</param>
    public void Begin(FrozenHours hours)
    {
        frozen = hours;
        sums.Clear();
    }

    public void Take(in Credit credit, int sign)
    {
        var combination = state.Combinations(credit.AdProduct).Key(credit.Combination);
        keyNumbers = combination.Length;
        if (key.Length < CellFamily.KeyNumbersMax)
        {
            key = new int[CellFamily.KeyNumbersMax];
        }

        combination.CopyTo(key);
        touched = credit.Time;
        window = state.Account(combination[0]).Zone.Window(credit.Time).Start;
        var self = this;
        Credits.ForEach(in credit, sign, ref self);
    }

    public void Add(CellFamily family, Measure? measure, scoped ReadOnlySpan<long> lanes)
    {
        if (touched < frozen.Before(family))
        {
            return;
        }

        var length = keyNumbers;
        if (measure is not null)
        {
            key[length++] = TextOf(measure);
        }

        var id = new WindowId(window, family.Number);
        if (!sums.TryGetValue(id, out var cells))
        {
            sums.Add(id, cells = new SegmentedTable(family.KeyNumbers, family.Lanes, segmentShift: 8, state.HashSeed));
        }

        var sum = cells.Lanes(cells.GetOrAdd(key.AsSpan(0, length)));
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            sum[lane] += lanes[lane];
        }
    }

    /// <summary>Writes the windows that change: of each the keys of new cells, and what is added to which cell.</summary>
    public void Write(ByteWriter writer)
    {
        var changed = Windows.ToList();
        writer.Varint((ulong)changed.Count);
        foreach (var id in changed)
        {
            writer.Byte(id.Family);
            writer.Signed(id.Start);
            WriteWindow(writer, state.FindWindow(id), sums[id]);
        }
    }

    private static void WriteWindow(ByteWriter writer, WindowCells? known, SegmentedTable cells)
    {
        var touched = Changed(cells).ToList();
        var numbers = touched.ConvertAll(row => known?.Cells.Find(cells.Key(row)) ?? -1);
        var firstNew = known?.Cells.Count ?? 0;
        var next = firstNew;
        writer.Varint((ulong)firstNew);
        writer.Varint((ulong)numbers.Count(number => number < 0));
        for (var place = 0; place < touched.Count; place++)
        {
            if (numbers[place] < 0)
            {
                numbers[place] = next++;
                writer.Key(cells.Key(touched[place]));
            }
        }

        writer.Varint((ulong)touched.Count);
        var last = 0;
        for (var place = 0; place < touched.Count; place++)
        {
            writer.Signed(numbers[place] - last);
            writer.Lanes(cells.Lanes(touched[place]));
            last = numbers[place];
        }
    }

    private int TextOf(Measure measure)
    {
        if (!measureTexts.TryGetValue(measure.NameBytes, out var text))
        {
            text = state.Texts.Find(measure.NameBytes);
            if (text < 0)
            {
                throw new InvalidOperationException($"The measure {measure.Name} is no text of the partition yet.");
            }

            measureTexts.Add(measure.NameBytes, text);
        }

        return text;
    }

    /// <summary>The cells of which anything is left.</summary>
    private static IEnumerable<int> Changed(SegmentedTable cells) =>
        Enumerable.Range(0, cells.Count).Where(row => cells.Lanes(row).ContainsAnyExcept(0));
}
