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
            TailBytesMax = long.MaxValue,
        };
        await using var stand = await IngestStand.StartAsync(options.Folder, partitions);
        var events = await run.SendFileAsync(stand, senders: 1);
        var bytes = await stand.JournalBytesAsync();
        var (impression, click) = (await BytesOfAsync(options, partitions, 0), await BytesOfAsync(options, partitions, 100));
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
            new("journal per impression in a known cell", impression, "B"),
            new("journal per click in a known cell", click, "B"),
        ];
    }

    /// <summary>Bytes of an event of one kind, in bodies whose cells are all known.</summary>
    private static async Task<double> BytesOfAsync(BenchOptions options, PartitionHostOptions partitions, int clicksPercent)
    {
        const int Events = 300_000;
        const int Combinations = 200_000;
        await using var stand = await IngestStand.StartAsync(options.Folder, partitions);
        var lines = new EventLines(Combinations, EventLines.Advertisers, seed: 5) { ClicksPercent = clicksPercent };
        var sender = new CellSender(stand, lines);
        await sender.SendHourAsync(hour: 0);
        var before = await stand.JournalBytesAsync();
        await sender.SendDrawnAsync(hour: 0, Events);
        return (double)(await stand.JournalBytesAsync() - before) / Events;
    }

    private static async Task<long> TurnAsync(IngestStand stand)
    {
        await stand.Host.TurnAsync();
        return 1;
    }
}
