namespace Millrace.App.Bench;

/// <summary>
/// The first row of the table of speeds: NDJSON in the page cache → cells → synced journal, beside DuckDB's read_ndjson and
/// GROUP BY of the same file, from which nothing durable is asked.
/// </summary>
internal sealed class IngestBench : IBench
{
    public string Name => "ingest";

    public string Description => "NDJSON to synced journal, beside DuckDB's read_ndjson and GROUP BY of the same file.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var file = EventFile.Make(options.Folder, options.Events, seed: 1);
        var bench = new IngestRun(file, options.Folder);
        var figures = await Race.RunAsync(
            options.Runs,
            "events",
            new Bar(2, 4),
            new Side("millrace", bench.RunOwnAsync),
            new Side("DuckDB", () => Task.FromResult(bench.RunDuckDb()))
        );
        figures.Add(new("groups in the file", bench.Groups, ""));
        return figures;
    }
}
