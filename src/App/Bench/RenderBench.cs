namespace Millrace.App.Bench;

/// <summary>Delta blocks → messages ready to send, beside a Utf8JsonWriter that is given the values.</summary>
internal sealed class RenderBench : IBench
{
    private const int RowsPerRun = 3_000_000;

    public string Name => "render";

    public string Description => "Delta blocks to JSON messages, beside Utf8JsonWriter over values in memory.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var figures = await RaceAsync(options, RenderBlocks.Make(accounts: 10, rows: 10_000, seed: 1), new Bar(3, 10), "");
        figures.AddRange(
            await RaceAsync(options, RenderBlocks.Make(accounts: 500, rows: 100, seed: 2), null, "blocks of 100 rows: ")
        );
        return figures;
    }

    private static async Task<List<Figure>> RaceAsync(BenchOptions options, List<byte[]> blocks, Bar? bar, string prefix)
    {
        var own = new RenderRun(blocks);
        var rival = new RenderRival(own.Messages());
        rival.MustWrite(own.Messages());
        var passes = RowsPerRun / own.Rows;
        var figures = await Race.RunAsync(
            options.Runs,
            "rows",
            bar,
            new Side("millrace", () => Task.FromResult(own.Run(passes * 4))),
            new Side("Utf8JsonWriter", () => Task.FromResult(rival.Run(passes)))
        );
        figures.Add(new("block bytes", blocks.Sum(block => (double)block.Length) / own.Rows, "B per row"));
        return [.. figures.Select(figure => figure with { Name = prefix + figure.Name })];
    }
}
