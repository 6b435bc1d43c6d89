using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>
/// How long a message of a budget takes from the answer to the click that caused it until it is in the queue, while events come at 70 percent
/// of what was taken as fast as it could be just before, and while a publication of many hours and its delivery to 200 queues go on. Sender,
/// server and queue share the machine.
/// </summary>
internal sealed class LatencyBench : IBench
{
    private const double Share = 0.7;
    private const int HoursMax = 5;
    private const int CellsPerHour = 200_000;
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BulkWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan MessageWithin = TimeSpan.FromMinutes(2);

    public string Name => "latency";

    public string Description => "From a click to the message of its budget in the queue, beside a bulk publication.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var hours = Math.Clamp(options.Events / (10 * CellsPerHour), 1, HoursMax);
        var now = EventLines.Start.AddHours(hours).AddMinutes(10);
        var probes = new LatencyProbes();
        await using var queue = await LatencyQueue.StartAsync(probes.Came);
        var folder = Path.Combine(
            options.Folder,
            string.Create(CultureInfo.InvariantCulture, $"latency-{Environment.ProcessId}")
        );
        await using var server = await LatencyServer.StartAsync(folder, queue.Address, LatencyProbes.Dataset, now);
        await LatencyProbes.PrepareAsync(server);
        var load = new LatencyLoad(server);
        var cells = 0L;
        for (var hour = 0; hour < hours; hour++)
        {
            cells += await load.FillHourAsync(EventLines.Start.AddHours(hour));
        }

        await load.SendForAsync(Calm, now.AddMinutes(-5));
        var capacity = await load.SendForAsync(Calm, now.AddMinutes(-5));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {capacity:0} events/s are taken"));

        using var over = new CancellationTokenSource();
        var loading = load.SendAtAsync(Share * capacity, now.AddMinutes(-5), over.Token);
        var probing = new List<Task>();
        var pacing = Paced.RunAsync(ProbeEvery, () => probing.Add(probes.SendAsync(server, now.AddMinutes(-5))), over.Token);
        await Task.Delay(Calm, TimeProvider.System);
        var calm = await probes.TakeAsync(MessageWithin);
        var began = TimeProvider.System.GetTimestamp();
        await server.SetClockAsync(now.AddMinutes(10));
        var published = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var whilePublished = await probes.TakeAsync(MessageWithin);
        while (queue.Taken < cells && TimeProvider.System.GetElapsedTime(began) < BulkWithin)
        {
            await Task.Delay(ProbeEvery, TimeProvider.System);
        }

        var delivered = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await over.CancelAsync();
        await Task.WhenAll([loading, pacing, .. probing]);
        var bulk = await probes.TakeAsync(MessageWithin);
        return
        [
            new(
                "99th percentile while a publication runs and is delivered",
                Race.Percentile(whilePublished.Concat(bulk).Select(probe => probe.Message), 0.99),
                "ms",
                new Bar(1000, 100, IsCeiling: true)
            ),
            .. Distribution("beside the load alone", calm),
            .. Distribution("while the publication runs", whilePublished),
            .. Distribution("while it is delivered", bulk),
            new("events taken as fast as they could be", capacity, "/s"),
            new("cells published", cells, ""),
            new("publication, wall", published, "s"),
            new("publication and delivery, wall", delivered, "s"),
            new("messages delivered meanwhile", queue.Taken, ""),
        ];
    }

    private static IEnumerable<Figure> Distribution(string when, List<ProbeTimes> probes) =>
        probes.Count == 0
            ? []
            :
            [
                .. Distribution($"{when}, from answer to queue", probes.ConvertAll(probe => probe.Message)),
                .. Distribution($"{when}, from body to answer", probes.ConvertAll(probe => probe.Answer)),
                new($"{when}, messages", probes.Count, ""),
            ];

    private static IEnumerable<Figure> Distribution(string what, List<double> milliseconds) =>
        [
            new($"{what}, median", Race.Percentile(milliseconds, 0.5), "ms"),
            new($"{what}, 90th percentile", Race.Percentile(milliseconds, 0.9), "ms"),
            new($"{what}, 99th percentile", Race.Percentile(milliseconds, 0.99), "ms"),
            new($"{what}, longest", milliseconds.Max(), "ms"),
        ];
}
