using System.Globalization;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Rows of a dataset: the sums of the metrics, exact, by all dimensions. A dimension that is absent is an empty text.</summary>
internal sealed class Figures(DatasetDeclaration dataset)
{
    private const string Between = " | ";

    private readonly string[] dimensions =
    [
        .. dataset.Fields.Where(field => field.Role == FieldRole.Dimension).Select(field => field.Name),
    ];

    private readonly string[] metrics = [.. MetricsOf(dataset)];
    private readonly SortedDictionary<string, Row> rows = new(StringComparer.Ordinal);

    /// <summary>Those that Millrace sends.</summary>
    public static IEnumerable<string> MetricsOf(DatasetDeclaration dataset) =>
        dataset.Fields.Where(field => field.Role == FieldRole.Metric && !field.IsLandedOnly).Select(field => field.Name);

    public int Count => rows.Count;

    public void Add(Func<string, string> text, Func<string, decimal> number)
    {
        var key = string.Join(Between, dimensions.Select(name => $"{name}={text(name)}"));
        if (!rows.TryGetValue(key, out var row))
        {
            rows[key] = row = new(
                DateTimeOffset.Parse(text("time_window_start"), CultureInfo.InvariantCulture),
                new decimal[metrics.Length]
            );
        }

        for (var metric = 0; metric < metrics.Length; metric++)
        {
            row.Values[metric] += number(metrics[metric]);
        }
    }

    /// <summary>A copy of the rows of some hours that have a figure which is not zero.</summary>
    /// <param name="isIn">By the start of the hour, in unix seconds.</param>
    public Figures Of(Func<long, bool> isIn)
    {
        var copy = new Figures(dataset);
        foreach (var (key, row) in rows)
        {
            if (isIn(row.Start.ToUnixTimeSeconds()) && Array.Exists(row.Values, value => value != 0))
            {
                copy.rows[key] = row with { Values = [.. row.Values] };
            }
        }

        return copy;
    }

    /// <summary>The sums of a metric, by a dimension; without those that are zero.</summary>
    public string By(string dimension, string metric)
    {
        var place = Array.IndexOf(metrics, metric);
        place.ShouldBeGreaterThanOrEqualTo(0, $"{dataset.Id} has no {metric}");
        return string.Join(
            ' ',
            rows.GroupBy(row => row.Key.Split(Between).Single(part => part.StartsWith($"{dimension}=", StringComparison.Ordinal)))
                .Select(group => (Name: group.Key[(dimension.Length + 1)..], Sum: group.Sum(row => row.Value.Values[place])))
                .Where(group => group.Sum != 0)
                .OrderBy(group => group.Name, StringComparer.Ordinal)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Name}:{group.Sum:0.######}"))
        );
    }

    /// <summary>Null, or in words each figure in which these, which are the published ones, are not what they should be.</summary>
    public string? DifferenceTo(Figures expected)
    {
        var zeros = new decimal[metrics.Length];
        var lines = new List<string>();
        foreach (var key in rows.Keys.Union(expected.rows.Keys).Order(StringComparer.Ordinal))
        {
            var published = rows.GetValueOrDefault(key)?.Values ?? zeros;
            var right = expected.rows.GetValueOrDefault(key)?.Values ?? zeros;
            var wrong = Enumerable
                .Range(0, metrics.Length)
                .Where(metric => published[metric] != right[metric])
                .Select(metric =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"    {metrics[metric]}: published {published[metric]:0.######}, should be {right[metric]:0.######}"
                    )
                )
                .ToList();
            if (wrong.Count > 0)
            {
                lines.Add($"  {key}");
                lines.AddRange(wrong);
            }
        }

        return lines.Count == 0 ? null : $"{dataset.Id}:\n{string.Join('\n', lines)}";
    }

    private sealed record Row(DateTimeOffset Start, decimal[] Values);
}
