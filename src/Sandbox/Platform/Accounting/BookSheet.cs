using System.Runtime.InteropServices;
using Millrace.Contracts.Datasets;

namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What the books say of one dataset: totals for ever, rows of the newest windows.</summary>
internal sealed class BookSheet
{
    private readonly Dictionary<string, int> numbers;
    private readonly Dictionary<VirtualAccount, long[]> totals = [];
    private readonly SortedDictionary<long, Dictionary<BookPlace, long[]>> windows = [];
    private (long Start, Dictionary<BookPlace, long[]> Rows) last = (-1, []);

    public BookSheet(string dataset)
    {
        Dataset = Datasets.Find(dataset) ?? throw new ArgumentException($"{dataset} is no dataset.", nameof(dataset));
        Metrics = [.. Books.MetricsOf(Dataset).Select(field => field.Name)];
        numbers = Metrics.Select((name, number) => (name, number)).ToDictionary(metric => metric.name, metric => metric.number);
    }

    public DatasetDeclaration Dataset { get; }

    public IReadOnlyList<string> Metrics { get; }

    /// <summary>By account; an account without events is not among them.</summary>
    public IReadOnlyDictionary<VirtualAccount, long[]> Totals => totals;

    /// <summary>Every row of a kept window, by the instant at which the window begins.</summary>
    public IEnumerable<(long Window, BookPlace Place, long[] Values)> Rows =>
        windows.SelectMany(window => window.Value.Select(row => (window.Key, row.Key, row.Value)));

    /// <summary>The number of a metric.</summary>
    /// <exception cref="KeyNotFoundException">The dataset has no such metric.</exception>
    public int Number(string metric) => numbers[metric];

    /// <summary>The same, or -1 for a metric that the dataset does not have.</summary>
    public int NumberIfAny(string metric) => numbers.GetValueOrDefault(metric, -1);

    /// <summary>The row of a place in the hour of an instant, which is entered in the totals too.</summary>
    public BookRow Row(BookPlace place, long time)
    {
        var rows = RowsOf(place.Account.Hours.At(time).Start);
        ref var values = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, place, out _);
        return new(values ??= new long[Metrics.Count], TotalsOf(place.Account).Totals);
    }

    /// <summary>The totals of an account alone, for what has its rows elsewhere.</summary>
    public BookRow TotalsOf(VirtualAccount account)
    {
        ref var values = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, account, out _);
        return new(null, values ??= new long[Metrics.Count]);
    }

    private Dictionary<BookPlace, long[]> RowsOf(long start)
    {
        if (last.Start != start)
        {
            if (!windows.TryGetValue(start, out var rows))
            {
                windows.Add(start, rows = []);
            }

            last = (start, rows);
        }

        return last.Rows;
    }

    /// <summary>Forgets the rows of windows that began before an instant.</summary>
    public void Forget(long before)
    {
        while (windows.Count > 0 && windows.First().Key < before)
        {
            windows.Remove(windows.First().Key);
        }

        last = (-1, []);
    }
}
