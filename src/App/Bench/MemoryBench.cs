using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>What a live cell costs in memory, all in, and how long the collector stops the process while five million of them live.</summary>
internal sealed class MemoryBench : IBench
{
    private const int Combinations = 200_000;
    private const int WindowsOfCells = 25;

    public string Name => "memory";

    public string Description => "Bytes per live sp-traffic cell, and the collector's longest pause at 5 M cells.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var partitions = new PartitionHostOptions { Partitions = 1, HashSeed = 42 };
        await using var stand = await IngestStand.StartAsync(options.Folder, partitions);
        var sender = new CellSender(stand, new EventLines(Combinations, EventLines.Advertisers, seed: 3));
        await sender.SendHourAsync(0);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var longest = TimeSpan.Zero;
        for (var hour = 1; hour <= WindowsOfCells; hour++)
        {
            var pause = await sender.SendHourAsync(hour);
            longest = pause > longest ? pause : longest;
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var paused = GC.GetTotalPauseDuration();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        var full = GC.GetTotalPauseDuration() - paused;
        const double Cells = (double)Combinations * WindowsOfCells;
        return
        [
            new("live cell, all in", bytes / Cells, "B", new Bar(160, 96, IsCeiling: true)),
            new(
                "longest pause of the collector while they came",
                longest.TotalMilliseconds,
                "ms",
                new Bar(5, 5, IsCeiling: true)
            ),
            new("a forced full collection with all of them alive", full.TotalMilliseconds, "ms"),
            new("cells", Cells, ""),
        ];
    }
}
