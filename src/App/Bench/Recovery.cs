using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>How long partitions take to be there again after kill -9: from the journal behind its pages, or from pages alone.</summary>
internal static class Recovery
{
    /// <summary>Bodies that reach every partition.</summary>
    private const int FirstCombinations = 20 * EventLines.Advertisers;

    /// <summary>Whatever is sent stays in the journal. A new ledger has one partition; one that is there keeps its own.</summary>
    public static readonly PartitionHostOptions TailOnly = new()
    {
        Partitions = 1,
        HashSeed = 42,
        TailBytesMax = long.MaxValue,
    };

    /// <summary>The next entry takes all that has changed to pages.</summary>
    public static readonly PartitionHostOptions AllToPages = TailOnly with
    {
        TailBytesMax = 0,
        PageBytesPerEntryMax = int.MaxValue,
    };

    /// <summary>
    /// A stand whose partitions have begun with pages, as in service, and write nothing but their journals from here on. Without a page the
    /// first start would write them all, and the next would read those instead of the journal.
    /// </summary>
    public static async Task<IngestStand> StartAsync(string folder, int partitions = 1)
    {
        var stand = await IngestStand.StartAsync(folder, AllToPages with { Partitions = partitions });
        var first = new EventLines(FirstCombinations, EventLines.Advertisers, seed: 1);
        await new CellSender(stand, first).SendHourAsync(hour: 0);
        await stand.ReopenAsync(TailOnly);
        return stand;
    }

    /// <summary>Seconds until all partitions are there again, median of the runs after one that warms up.</summary>
    public static async Task<double> SecondsAsync(IngestStand stand, PartitionHostOptions partitions, int runs)
    {
        // What the first turn brings with it, such as ids that go to disk, is no part of what is measured.
        stand.Clock.Now = EventLines.Start.AddHours(-1);
        await stand.Host.TurnAsync();
        var bytes = await stand.JournalBytesAsync();
        var seconds = new List<double>();
        for (var lap = 0; lap <= runs; lap++)
        {
            await stand.ReopenAsync(partitions);

            // What the former lap has left is not there in a process that has just begun.
            GC.Collect();

            // Nothing is due at this time: the turn is answered when the partitions have recovered.
            seconds.Add((await Race.LapAsync(() => TurnAsync(stand))).WallSeconds);
        }

        return await stand.JournalBytesAsync() == bytes
            ? Race.Median(seconds.Skip(1))
            : throw new InvalidOperationException("What was read was not the same each time: something was written meanwhile.");
    }

    private static async Task<long> TurnAsync(IngestStand stand)
    {
        await stand.Host.TurnAsync();
        return 1;
    }
}
