using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;

namespace Millrace.Engine.Publication;

/// <summary>
/// Joins the cells of a family that has one measure each to rows of its dataset, which has all measures side by side.
/// </summary>
internal static class MeasuredRows
{
    private const int Nowhere = -1;

    private static readonly Dictionary<byte, MeasureLanes[]> LanesByFamily = CellFamily
        .All.Where(family => family.IsByMeasure)
        .ToDictionary(
            family => family.Number,
            family => Credits.MeasuresOf(family).Select(measure => LanesOf(family, measure)).ToArray()
        );

    /// <summary>Walks what has to be published: keys without the measure, and the dataset's lanes.</summary>
    public static void ForEach(CellRange cells, IBlockSource source, PendingVisitor visit)
    {
        var family = cells.Window.Family;
        var lanes = family.Dataset.Production!.Metrics.Count;
        var rows = new SegmentedTable(family.KeyNumbers - 1, lanes, segmentShift: 8, hashSeed: 0);
        var measures = LanesByFamily[family.Number];
        var known = new Dictionary<int, MeasureLanes>();
        cells.Window.ForEachPending(
            cells.From,
            cells.End,
            (key, deltas) =>
            {
                if (!known.TryGetValue(key[^1], out var measure))
                {
                    known.Add(key[^1], measure = Find(measures, source.Text(key[^1])));
                }

                measure.AddTo(rows.Lanes(rows.GetOrAdd(key[..^1])), deltas[0], deltas[1]);
            }
        );
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.Lanes(row).ContainsAnyExcept(0))
            {
                visit(rows.Key(row), rows.Lanes(row));
            }
        }
    }

    private static MeasureLanes Find(MeasureLanes[] measures, ReadOnlySpan<byte> name)
    {
        foreach (var measure in measures)
        {
            if (name.SequenceEqual(measure.Name))
            {
                return measure;
            }
        }

        throw new InvalidDataException(
            $"A cell has the measure {System.Text.Encoding.UTF8.GetString(name)}, which this program does not know: a newer version wrote it."
        );
    }

    private static MeasureLanes LanesOf(CellFamily family, Measure measure)
    {
        var metrics = family.Dataset.Production!.Metrics.ToList();
        int Lane(string? field) =>
            field is null ? Nowhere
            : metrics.IndexOf(field) is var lane and >= 0 ? lane
            : throw new InvalidOperationException($"{family.Dataset.Id} has no metric {field}.");

        return new(measure.NameBytes, Lane(measure.Whole), Lane(measure.Clicks), Lane(measure.Views));
    }

    private readonly record struct MeasureLanes(byte[] Name, int Whole, int Clicks, int Views)
    {
        public void AddTo(Span<long> lanes, long clicks, long views)
        {
            Add(lanes, Whole, clicks + views);
            Add(lanes, Clicks, clicks);
            Add(lanes, Views, views);
        }

        private static void Add(Span<long> lanes, int lane, long value)
        {
            if (lane != Nowhere)
            {
                lanes[lane] += value;
            }
        }
    }
}
