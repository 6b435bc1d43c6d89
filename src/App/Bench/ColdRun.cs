using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>
/// Hours of 200,000 cells each that go to disk when two hours old, and what an event then costs: a hundredth of the measured ones is
/// late, in one old hour, the others fall into the newest.
/// </summary>
internal sealed class ColdRun(BenchOptions options, int hours)
{
    public const int CellsPerHour = 200_000;

    /// <summary>Pages, published blocks and the write-ahead log, generously.</summary>
    public const long DiskBytesPerCell = 50;

    private const int Measured = 1_000_000;

    /// <summary>Events of hours further back are refused, since their repeats are forgotten.</summary>
    private const int LateHoursMax = 300;

    private const int ScatteredHours = 20;
    private const int ScatteredEvents = 500;

    public async Task<ColdTaken> RunAsync()
    {
        var partitions = new PartitionHostOptions
        {
            Partitions = 64,
            HashSeed = 42,
            WarmFor = TimeSpan.FromHours(2),
        };
        BenchFile.Need(options.Folder, hours * (long)CellsPerHour * DiskBytesPerCell);
        await using var stand = await IngestStand.StartAsync(options.Folder, partitions);
        var sender = new CellSender(stand, new EventLines(CellsPerHour, EventLines.Advertisers, seed: 3));
        var (fills, turns) = (new List<double>(), new List<double>());
        for (var hour = 0; hour < hours; hour++)
        {
            var lap = await Race.CpuAsync(() => sender.SendHourAsync(hour));
            var turn = await Race.CpuAsync(stand.Host.TurnAsync);
            fills.Add(lap);
            turns.Add(turn);
            Tell(hour, stand, fills, turns);
        }

        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var workingSet = Environment.WorkingSet;
        var late = await sender.SendDrawnAsync(hours - Math.Min(hours / 2, LateHoursMax), Measured / 100);
        await sender.SendDrawnAsync(hours - 1, Measured / 4);
        var timely = await sender.SendDrawnAsync(hours - 1, Measured);
        var (scattered, back) = await ScatteredAsync(stand, sender);
        return new(
            (late + timely) / Measured,
            late / (Measured / 100),
            scattered,
            back,
            Last(fills),
            Last(turns),
            heap,
            workingSet,
            (double)stand.LedgerBytes / hours / CellsPerHour
        );
    }

    /// <summary>
    /// Few late events in each of many old hours: each hour's cells come back as a whole. Answers CPU of such an event, and of the turn
    /// that sends all of those hours to disk again.
    /// </summary>
    private async Task<(double EventSeconds, double TurnSeconds)> ScatteredAsync(IngestStand stand, CellSender sender)
    {
        var oldest = Math.Max(0, hours - 3 - LateHoursMax);
        var late = Enumerable.Range(0, ScatteredHours).Select(place => oldest + (place * (hours - 3 - oldest) / ScatteredHours));
        var seconds = 0.0;
        foreach (var hour in late)
        {
            seconds += await sender.SendDrawnAsync(hour, ScatteredEvents);
        }

        stand.Clock.Now += TimeSpan.FromHours(1);
        var turn = await Race.CpuAsync(stand.Host.TurnAsync);
        return (seconds / ScatteredHours / ScatteredEvents, turn);
    }

    private static double Last(List<double> seconds) => Race.Median(seconds.TakeLast(Math.Max(3, seconds.Count / 20)));

    private static void Tell(int hour, IngestStand stand, List<double> fills, List<double> turns)
    {
        if ((hour + 1) % 50 == 0)
        {
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"  {hour + 1} hours: {Last(fills):0.000} CPU-s to send one, {Last(turns):0.000} CPU-s its turn, {Environment.WorkingSet / 1e6:0} MB, ledger {stand.LedgerBytes / 1e9:0.0} GB"
                )
            );
        }
    }
}

/// <summary>What a run with cold cells behind it took.</summary>
/// <param name="EventSeconds">CPU of an event, the late ones among them.</param>
/// <param name="LateSeconds">CPU of a late event, the bringing back of its hour's pages shared among all of them.</param>
/// <param name="ScatteredSeconds">CPU of a late event where there are few in each of many old hours.</param>
/// <param name="ScatteredTurnSeconds">CPU of the turn that publishes those and sends their hours to disk again.</param>
/// <param name="HourSeconds">CPU to make and send one of the last hours.</param>
/// <param name="TurnSeconds">CPU of the turn that publishes one of the last hours and sends another to disk.</param>
/// <param name="HeapBytes">Live bytes of the collector's heap when all hours were sent.</param>
/// <param name="WorkingSetBytes">The process then.</param>
/// <param name="LedgerBytesPerCell">The ledger on disk, what was published included.</param>
internal sealed record ColdTaken(
    double EventSeconds,
    double LateSeconds,
    double ScatteredSeconds,
    double ScatteredTurnSeconds,
    double HourSeconds,
    double TurnSeconds,
    long HeapBytes,
    long WorkingSetBytes,
    double LedgerBytesPerCell
);
