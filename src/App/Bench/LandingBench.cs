namespace Millrace.App.Bench;

/// <summary>
/// Message bodies in memory → landed and deduplicated in DuckDB, beside DuckDB's own COPY of the same rows, from which no
/// deduplication is asked. Both are durable, both have one thread inside DuckDB, both end with the file closed.
/// </summary>
internal sealed class LandingBench : IBench
{
    private const int EventsPerRow = 10;

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
            new Side("DuckDB COPY", () => Task.FromResult(run.RunCopy()))
        );
    }
}
