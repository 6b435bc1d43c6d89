using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>How long a deployment, with as many partitions as it has unless told otherwise, takes to be there again after kill -9, by the size of the
/// journal that no page holds; and how long one partition takes alone.</summary>
internal sealed class RecoveryBench : IBench
{
    public string Name => "recovery";

    public string Description => "Start again after kill -9: seconds per GB of journal tail; bytes of journal per event.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var run = new IngestRun(EventFile.Make(options.Folder, options.Events, seed: 1), options.Folder);
        var (events, bytes, seconds) = await StartAgainAsync(options, run, PartitionHostOptions.PartitionsUsual);
        var (_, aloneBytes, aloneSeconds) = await StartAgainAsync(options, run, partitions: 1);
        var (impression, click) = (await BytesOfAsync(options, 0), await BytesOfAsync(options, 100));
        return
        [
            new("wall per GB of journal tail", seconds / (bytes / 1e9), "s/GB", new Bar(5, 3, IsCeiling: true)),
            new("events recovered per second", events / seconds, "/s"),
            new("one partition alone, wall per GB of journal tail", aloneSeconds / (aloneBytes / 1e9), "s/GB"),
            new("journal per event, all in", (double)bytes / events, "B"),
            new("journal per impression in a known cell", impression, "B"),
            new("journal per click in a known cell", click, "B"),
        ];
    }

    /// <summary>Events that were sent, the bytes of journal they left, and seconds of a start that reads these.</summary>
    private static async Task<(long Events, long Bytes, double Seconds)> StartAgainAsync(
        BenchOptions options,
        IngestRun run,
        int partitions
    )
    {
        await using var stand = await Recovery.StartAsync(options.Folder, partitions);
        var events = await run.SendFileAsync(stand, senders: 1);
        var seconds = await Recovery.SecondsAsync(stand, Recovery.TailOnly, options.Runs);
        return (events, await stand.JournalBytesAsync(), seconds);
    }

    /// <summary>Bytes of an event of one kind, in bodies whose cells are all known.</summary>
    private static async Task<double> BytesOfAsync(BenchOptions options, int clicksPercent)
    {
        const int Events = 300_000;
        const int Combinations = 200_000;
        await using var stand = await IngestStand.StartAsync(options.Folder, Recovery.TailOnly);
        var lines = new EventLines(Combinations, EventLines.Advertisers, seed: 5) { ClicksPercent = clicksPercent };
        var sender = new CellSender(stand, lines);
        await sender.SendHourAsync(hour: 0);
        var before = await stand.JournalBytesAsync();
        await sender.SendDrawnAsync(hour: 0, Events);
        return (double)(await stand.JournalBytesAsync() - before) / Events;
    }
}
