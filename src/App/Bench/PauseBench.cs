namespace Millrace.App.Bench;

/// <summary>
/// How long a partition's writer is stopped by snapshots while it runs. Five million live cells, every one of them changed since the
/// last round, go out a few pages with each entry while bodies of events keep coming. A hold is the wall time of the page work of one
/// entry, the beginning of the round with the first. The longest of a round counts, the median of the rounds; the worst of all rounds
/// is told too, and has in it what else the machine did. The ledger's commit follows a hold and is told apart: the writer waits for
/// the disk with each entry, with pages or without.
/// <para>
/// Beside the rounds, what else a turn does to the writer in one piece: publishing a slice of an hour, sending an hour to disk that no page
/// holds yet, and freezing event ids.
/// </para>
/// </summary>
internal sealed class PauseBench : IBench
{
    private const int Combinations = 200_000;
    private const int Hours = 25;
    private const int EventsPerBody = 5_000;

    // Hours of a window in memory (the policy's default) and the one until it ends.
    private const int WarmHours = 73;

    // Until the runtime has compiled what a turn runs.
    private const int TurnsToWarmUp = 5;

    public string Name => "pause";

    public string Description => "How long the writer is held by page work at 5 M live cells, all of them changed.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        await using var stand = await EngineStand.StartAsync(options.Folder);
        var sender = new CellSender(stand.Clock, stand.SendAsync, new EventLines(Combinations, EventLines.Advertisers, seed: 3));
        var (paged, plain, longest) = (new List<EntryTimes>(), new List<EntryTimes>(), new List<double>());
        var freezing = new List<EntryTimes>();
        for (var lap = 0; lap <= options.Runs; lap++)
        {
            freezing.AddRange(await FillAsync(stand, sender));
            var round = await RoundAsync(stand, sender);
            plain = await PlainAsync(stand, sender);
            if (lap > 0)
            {
                paged.AddRange(round);
                longest.Add(round.Max(entry => entry.HeldMilliseconds));
            }
        }

        var held = paged.ConvertAll(entry => entry.HeldMilliseconds);
        var all = paged.ConvertAll(entry => entry.HeldMilliseconds + entry.CommitMilliseconds);
        var publishing = await TurnsAsync(stand, hour => EventLines.Start.AddHours(hour + 1).AddMinutes(20));
        var cooling = await TurnsAsync(stand, hour => EventLines.Start.AddHours(hour + WarmHours).AddMinutes(1));
        return
        [
            new("longest hold of the writer by one entry's pages", Race.Median(longest), "ms", new Bar(10, 2, IsCeiling: true)),
            new("longest hold in the worst of all rounds", held.Max(), "ms"),
            new("hold, median", Race.Median(held), "ms"),
            new("hold, 99th percentile", Race.Percentile(held, 0.99), "ms"),
            new("hold and commit to the ledger, longest", all.Max(), "ms"),
            new("hold and commit to the ledger, median", Race.Median(all), "ms"),
            new("hold and commit to the ledger, 99th percentile", Race.Percentile(all, 0.99), "ms"),
            new("commit without pages, median", Race.Median(plain.Select(entry => entry.CommitMilliseconds)), "ms"),
            new("entries of a round", (double)paged.Count / longest.Count, ""),
            new("pages of a round", paged.Sum(entry => entry.PageBytes) / 1e6 / longest.Count, "MB"),
            new("largest pages of one entry", paged.Max(entry => entry.PageBytes) / 1e6, "MB"),
            .. Turns("a slice of an hour of 200,000 cells published", publishing),
            .. Turns("an hour of 200,000 cells to disk, in no page yet", cooling),
            .. Turns("freezing a day's event ids, as many as a partition keeps", freezing),
            new("ids frozen at a time", freezing.Sum(entry => entry.PageBytes) / 18.0 / Math.Max(1, freezing.Count), ""),
        ];
    }

    /// <summary>The entries that carried pages of one round.</summary>
    private static async Task<List<EntryTimes>> RoundAsync(EngineStand stand, CellSender sender)
    {
        stand.Entries.Clear();
        stand.BeginRound();
        while (stand.IsPaging)
        {
            await sender.SendDrawnAsync(Hours - 1, EventsPerBody);
        }

        return [.. stand.Entries];
    }

    /// <summary>As many bodies without a round.</summary>
    private static async Task<List<EntryTimes>> PlainAsync(EngineStand stand, CellSender sender)
    {
        var bodies = stand.Entries.Count;
        stand.Entries.Clear();
        for (var body = 0; body < bodies; body++)
        {
            await sender.SendDrawnAsync(Hours - 1, EventsPerBody);
        }

        return [.. stand.Entries];
    }

    /// <summary>
    /// Changes every cell, with a turn behind each hour at a time when nothing is due; answers those that froze event ids, because
    /// there had come to be too many.
    /// </summary>
    private static async Task<List<EntryTimes>> FillAsync(EngineStand stand, CellSender sender)
    {
        var freezing = new List<EntryTimes>();
        for (var hour = 0; hour < Hours; hour++)
        {
            await sender.SendHourAsync(hour);
            stand.Clock.Now = EventLines.Start;
            stand.Entries.Clear();
            await stand.TurnAsync();
            freezing.AddRange(stand.Entries.Where(entry => entry.PageBytes > 0));
        }

        stand.Clock.Now = EventLines.Start.AddHours(Hours);
        return freezing;
    }

    /// <summary>The entries of a turn for each hour, behind some that warm up.</summary>
    private static async Task<List<EntryTimes>> TurnsAsync(EngineStand stand, Func<int, DateTimeOffset> timeOf)
    {
        stand.Entries.Clear();
        for (var hour = 0; hour < Hours; hour++)
        {
            stand.Clock.Now = timeOf(hour);
            await stand.TurnAsync();
        }

        return [.. stand.Entries.Skip(TurnsToWarmUp)];
    }

    private static IEnumerable<Figure> Turns(string what, List<EntryTimes> entries) =>
        entries.Count == 0
            ? []
            :
            [
                new($"{what}, hold, longest", entries.Max(entry => entry.HeldMilliseconds), "ms"),
                new($"{what}, hold, median", Race.Median(entries.Select(entry => entry.HeldMilliseconds)), "ms"),
                new($"{what}, commit, median", Race.Median(entries.Select(entry => entry.CommitMilliseconds)), "ms"),
            ];
}
