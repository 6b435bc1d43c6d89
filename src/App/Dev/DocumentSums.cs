using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.App.Dev;

/// <summary>
/// How many messages there are of a dataset of documents, and sums by which a wrong one shows: of entities their versions, of budgets the
/// figures.
/// </summary>
internal sealed class DocumentSums : IDatasetSums
{
    private const string Version = "version";
    private const double Micros = 1_000_000;
    private readonly string[] fields;

    private DocumentSums(DocumentDeclaration dataset)
    {
        Dataset = dataset.Id;
        fields = dataset.Id == Documents.BudgetUsageId ? ["budget", "budget_usage_percentage"] : [Version];
    }

    /// <summary>Of every dataset of documents.</summary>
    public static IReadOnlyList<DocumentSums> All { get; } = [.. Documents.All.Select(dataset => new DocumentSums(dataset))];

    public string Dataset { get; }

    public IReadOnlyList<string> Names => ["messages", .. fields];

    public IEnumerable<string> LandedSql =>
        fields
            .Select(name =>
                name == Version ? "coalesce(sum(version), 0)" : $"coalesce(sum(CAST(round(\"{name}\" * 1000000) AS HUGEINT)), 0)"
            )
            .Prepend("count(*)");

    /// <summary>Who asks for a snapshot gets more than was told.</summary>
    public string LandedWhere => "NOT is_snapshot";

    public long Counted(IEnumerable<IReadOnlyList<long>> sums) => sums.Sum(values => values[0]);

    public void Add(long[] sums, ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        if (json.RootElement.TryGetProperty(Documents.MessageType, out _))
        {
            return;
        }

        sums[0]++;
        for (var field = 0; field < fields.Length; field++)
        {
            var value = json.RootElement.GetProperty(fields[field]);
            sums[1 + field] += fields[field] == Version ? value.GetInt64() : InMicros(value.GetDouble());
        }
    }

    /// <summary>As DuckDB rounds it.</summary>
    public static long InMicros(double value) => (long)Math.Round(value * Micros, MidpointRounding.AwayFromZero);
}
