namespace Millrace.App.Bench;

/// <summary>
/// Message bodies in memory → landed and deduplicated in DuckDB, beside DuckDB's own COPY of the same rows, from which no
/// deduplication is asked. Both are durable, both have one thread inside DuckDB, both end with the file closed.
/// </summary>
internal sealed class LandingBench : IBench
{
    private const int EventsPerRow = 10;

    /// <summary>
    /// The one that the landing makes its files with: it compresses texts for less than DuckDB's own choice, which older versions
    /// can read.
    /// </summary>
    private const string StorageVersion = "v1.3.0";

    public string Name => "landing";

    public string Description => "Message bodies landed and deduplicated in DuckDB, beside DuckDB's own COPY of the same rows.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var bodies = LandingBodies.Make(Math.Max(1, options.Events / EventsPerRow), seed: 1);
        using var run = new LandingRun(bodies, options.Folder);
        return await Race.RunAsync(
            options.Runs,
            "rows",
            new Bar(0.5, 0.9),
            new Side("millrace", run.RunOwnAsync),
            new Side("DuckDB COPY", () => Task.FromResult(run.RunCopy($";storage_compatibility_version={StorageVersion}"))),
            new Side("DuckDB COPY as it comes", () => Task.FromResult(run.RunCopy("")))
        );
    }
}
