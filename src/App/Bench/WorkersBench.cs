using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>
/// Two workers instead of one, in process, input in the page cache: a worker reads bodies and has a partition, so that one of them does
/// one thing at a time. How much sooner all of it is in the ledger.
/// </summary>
internal sealed class WorkersBench : IBench
{
    public string Name => "workers";

    public string Description => "Two worker threads beside one: wall time of the same events.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var run = new IngestRun(EventFile.Make(options.Folder, options.Events, seed: 1), options.Folder);
        var seconds = new List<double>[] { [], [] };
        for (var lap = 0; lap <= options.Runs; lap++)
        {
            for (var senders = 1; senders <= 2; senders++)
            {
                await using var stand = await IngestStand.StartAsync(
                    options.Folder,
                    new PartitionHostOptions { Partitions = senders, HashSeed = 42 }
                );
                var taken = await Race.LapAsync(() => run.SendFileAsync(stand, senders));
                if (lap > 0)
                {
                    seconds[senders - 1].Add(taken.WallSeconds);
                }
            }
        }

        var (one, two) = (Race.Median(seconds[0]), Race.Median(seconds[1]));
        return
        [
            new("speed-up of wall time by the second worker", one / two, "", new Bar(1.7, 1.9)),
            new("one worker, wall", one, "s"),
            new("two workers, wall", two, "s"),
        ];
    }
}
