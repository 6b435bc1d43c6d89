using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>How long a partition takes to be there again after kill -9, by the size of the journal that no page holds.</summary>
internal sealed class RecoveryBench : IBench
{
    public string Name => "recovery";

    public string Description => "Start again after kill -9: seconds per GB of journal tail; bytes of journal per event.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var run = new IngestRun(EventFile.Make(options.Folder, options.Events, seed: 1), options.Folder);
        var partitions = new PartitionHostOptions
        {
            Partitions = 1,
            HashSeed = 42,
            PageEveryBytes = long.MaxValue,
        };
        await using var stand = await IngestStand.StartAsync(options.Folder, partitions);
        var events = await run.SendFileAsync(stand, senders: 1);
        var bytes = 0L;
        await foreach (var entry in stand.Ledger.ReadJournalAsync(0, 0, CancellationToken.None))
        {
            bytes += entry.Data.Length;
        }

        var seconds = new List<double>();
        for (var lap = 0; lap <= options.Runs; lap++)
        {
            await stand.ReopenAsync();

            // Nothing is due at this time: the turn is answered when the partition has recovered.
            stand.Clock.Now = EventLines.Start.AddHours(-1);
            seconds.Add((await Race.LapAsync(() => TurnAsync(stand))).WallSeconds);
        }

        return
        [
            new(
                "wall per GB of journal tail",
                Race.Median(seconds.Skip(1)) / (bytes / 1e9),
                "s/GB",
                new Bar(5, 3, IsCeiling: true)
            ),
            new("events recovered per second", events / Race.Median(seconds.Skip(1)), "/s"),
            new("journal per event, all in", (double)bytes / events, "B"),
        ];
    }

    private static async Task<long> TurnAsync(IngestStand stand)
    {
        await stand.Host.TurnAsync();
        return 1;
    }
}
