using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>
/// Events that are in the binary form already → cells → synced journal: in bodies as large as those of NDJSON are, and in bodies
/// of as many events, beside NDJSON of the same events.
/// </summary>
internal sealed class BinaryBench : IBench
{
    /// <summary>About 4 MiB in the binary form.</summary>
    private const int EventsOfLargeBody = 500_000;
    private const int EventsOfMiddleBody = 100_000;

    /// <summary>About 4 MiB as NDJSON.</summary>
    private const int EventsOfSmallBody = 10_000;

    public string Name => "binary";

    public string Description => "Events in the binary form to synced journal, beside NDJSON of the same events.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var file = EventFile.Make(options.Folder, options.Events, seed: 1);
        var lines = new IngestRun(file, options.Folder);
        BinaryRun Run(int bodyEvents) => new(BinaryBodies.Make(file, bodyEvents), options.Folder);
        Side Binary(int bodyEvents) => new(SideName(bodyEvents), Run(bodyEvents).RunAsync);
        var large = Binary(EventsOfLargeBody);
        var figures = await Race.RunAsync(
            options.Runs,
            "events",
            bar: null,
            large,
            new Side("NDJSON", lines.RunOwnAsync),
            Binary(EventsOfMiddleBody),
            Binary(EventsOfSmallBody),
            new Side(SideName(EventsOfLargeBody) + ", read only", () => Task.FromResult(Run(EventsOfLargeBody).Read()))
        );
        var own = figures.First(figure => figure.Name.StartsWith(large.Name, StringComparison.Ordinal)).Value;
        figures.Insert(0, new("millions of events per CPU-second", own / 1e6, "M/CPU-s", new Bar(4, 8)));
        foreach (var bodyEvents in (int[])[EventsOfLargeBody, EventsOfMiddleBody, EventsOfSmallBody])
        {
            var bytes = BinaryBodies.Make(file, bodyEvents).Places.Sum(place => (double)place.Length);
            figures.Add(new($"{SideName(bodyEvents)}, size", bytes / options.Events, "B an event"));
        }

        return figures;
    }

    private static string SideName(int bodyEvents) =>
        string.Create(CultureInfo.InvariantCulture, $"binary, {bodyEvents / 1000} k a body");
}
