using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>The metrics of a dataset in the order in which every place sums them; money is in millionths.</summary>
internal sealed class DatasetMetrics(DatasetDeclaration dataset) : IDatasetSums
{
    private const decimal Micros = 1_000_000m;

    public string Dataset => dataset.Id;

    public IReadOnlyList<DatasetField> Fields { get; } = [.. Books.MetricsOf(dataset)];

    public IReadOnlyList<string> Names => [.. Fields.Select(metric => metric.Name)];

    public IEnumerable<string> LandedSql =>
        Fields.Select(metric => $"coalesce(sum(\"{metric.Name}\"), 0){(metric.Type == FieldType.Money ? " * 1000000" : "")}");

    public string LandedWhere => "true";

    /// <summary>Of all datasets that are produced.</summary>
    public static IReadOnlyList<DatasetMetrics> Produced { get; } =
    [.. Datasets.Produced.Select(produced => new DatasetMetrics(produced))];

    public long[] Zeros => new long[Fields.Count];

    /// <summary>All counts of all sums together, without money.</summary>
    public long Counted(IEnumerable<IReadOnlyList<long>> sums) =>
        sums.Sum(values => values.Where((_, metric) => Fields[metric].Unit == FieldUnit.Count).Sum());

    /// <summary>Adds the metrics of one message; an absent one is 0.</summary>
    public void Add(long[] sums, ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        for (var metric = 0; metric < Fields.Count; metric++)
        {
            var field = Fields[metric];
            if (json.RootElement.TryGetProperty(field.Name, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                sums[metric] +=
                    field.Type == FieldType.Money
                        ? (long)(decimal.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture) * Micros)
                        : value.GetInt64();
            }
        }
    }
}
