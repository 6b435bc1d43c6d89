namespace Millrace.App.Bench;

/// <summary>
/// 200 million cold cells on one machine: whether an event, an hour and a turn cost the same as with few of them, and what a cold cell
/// takes in memory and on disk. Both runs are the same but for the number of hours. It takes some minutes and some 6 GB of disk.
/// </summary>
internal sealed class ColdBench : IBench
{
    private const int FewHours = 25;

    private static readonly Bar Flat = new(2, 1.2, IsCeiling: true);

    public string Name => "cold";

    public string Description => "Cost per event, memory and disk with 200 M cold cells behind, beside a few.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var hours = Hours(options);

        // The runtime compiles what is new to it, and the memory grows for the first time.
        await new ColdRun(options, FewHours).RunAsync();
        var few = await new ColdRun(options, FewHours).RunAsync();
        var many = await new ColdRun(options, hours).RunAsync();
        var cells = (double)(hours - FewHours) * ColdRun.CellsPerHour;
        return
        [
            new("cost per event, 1 % of them late, to few cold cells", many.EventSeconds / few.EventSeconds, "", Flat),
            new("cost of an hour's turn, to few cold cells", many.TurnSeconds / few.TurnSeconds, ""),
            new("cold cells", hours * (double)ColdRun.CellsPerHour, ""),
            new("event, few cold cells", few.EventSeconds * 1e9, "CPU-ns"),
            new("event, many", many.EventSeconds * 1e9, "CPU-ns"),
            new("late event, few", few.LateSeconds * 1e9, "CPU-ns"),
            new("late event, many", many.LateSeconds * 1e9, "CPU-ns"),
            new("late event where 20 old hours have 500 each, few", few.ScatteredSeconds * 1e9, "CPU-ns"),
            new("late event where 20 old hours have 500 each, many", many.ScatteredSeconds * 1e9, "CPU-ns"),
            new("the turn that sends those 20 hours to disk again", many.ScatteredTurnSeconds * 1e3, "CPU-ms"),
            new("event of a new hour with the making of its line, few", few.HourSeconds / ColdRun.CellsPerHour * 1e9, "CPU-ns"),
            new("event of a new hour with the making of its line, many", many.HourSeconds / ColdRun.CellsPerHour * 1e9, "CPU-ns"),
            new("an hour's turn, few", few.TurnSeconds * 1e3, "CPU-ms"),
            new("an hour's turn, many", many.TurnSeconds * 1e3, "CPU-ms"),
            new("heap, few", few.HeapBytes / 1e6, "MB"),
            new("heap, many", many.HeapBytes / 1e6, "MB"),
            new("heap, by cold cell", (many.HeapBytes - few.HeapBytes) / cells, "B"),
            new("working set, few", few.WorkingSetBytes / 1e6, "MB"),
            new("working set, many", many.WorkingSetBytes / 1e6, "MB"),
            new("disk, by cold cell, its published rows included", many.LedgerBytesPerCell, "B"),
        ];
    }

    /// <summary>A thousand at the default number of events.</summary>
    private static int Hours(BenchOptions options) => Math.Max(FewHours, options.Events / 10_000);
}
