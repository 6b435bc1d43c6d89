using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>
/// The first row through HTTP: 4 MB bodies over loopback, the server in a process of its own whose CPU-seconds alone count.
/// Beside it the same bodies are received and their lines only counted.
/// </summary>
internal sealed class HttpBench : IBench
{
    private const int CodedBodiesMax = 100;

    /// <summary>So long the server's code is still compiled anew by its profile: of a process that serves for days it is no part.</summary>
    private const int WarmUps = 2;

    public string Name => "http";

    public string Description => "NDJSON through HTTP to synced journal, beside receiving and counting lines only.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        using var sender = new HttpSender(EventFile.Make(options.Folder, options.Events, seed: 1), CodedBodiesMax);
        var folder = Path.Combine(options.Folder, FormattableString.Invariant($"http-{Environment.ProcessId}"));
        await using var server = await HttpServerProcess.StartAsync(folder);
        HttpSide Own(string name, bool isCoded) => new(name, isCoded, server.OpenAsync);
        HttpSide Rival(string name, string kestrel, bool isCoded) =>
            new(name, isCoded, () => Task.FromResult((server.Rival(kestrel), "")));
        HttpSide[] sides =
        [
            Own("millrace", isCoded: false),
            Rival("count only", HttpServerHost.Alike, isCoded: false),
            Rival("count only behind plain Kestrel", HttpServerHost.Plain, isCoded: false),
            Own("millrace, gzip", isCoded: true),
            Rival("decompress and count only", HttpServerHost.Alike, isCoded: true),
        ];
        for (var run = 0; run < WarmUps + options.Runs; run++)
        {
            foreach (var side in sides)
            {
                await LapAsync(server, sender, side, isWarmUp: run < WarmUps);
            }
        }

        return
        [
            // What the table calls "receive and count only" is Kestrel as it comes.
            new("ratio to count only behind plain Kestrel", Race.Ratio(sides[0].Laps, sides[2].Laps), "", new Bar(0.45, 0.60)),
            new("ratio to count only with the same receive options", Race.Ratio(sides[0].Laps, sides[1].Laps), ""),
            new("with gzip, ratio to decompress and count only", Race.Ratio(sides[3].Laps, sides[4].Laps), ""),
            .. sides.Select(side => new Figure($"{side.Name}, events per CPU-second of the server", side.PerCpuSecond, "/CPU-s")),
            .. sides.Select(side => new Figure($"{side.Name}, wall", Race.Median(side.Laps.Select(lap => lap.WallSeconds)), "s")),
        ];
    }

    private static async Task LapAsync(HttpServerProcess server, HttpSender sender, HttpSide side, bool isWarmUp)
    {
        var (to, key) = await side.OpenAsync();
        var cpu = await server.CpuSecondsAsync();
        var wall = TimeProvider.System.GetTimestamp();
        var events = await sender.SendAsync(to, key.Length == 0 ? null : key, side.IsCoded);
        var wallSeconds = TimeProvider.System.GetElapsedTime(wall).TotalSeconds;
        var lap = new Lap(events, await server.CpuSecondsAsync() - cpu, wallSeconds, 0);
        Console.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {(isWarmUp ? "warm-up" : "run")} {side.Name}: {events} events, {lap.CpuSeconds:0.000} CPU-s, {wallSeconds:0.000} s"
            )
        );
        if (!isWarmUp)
        {
            side.Laps.Add(lap);
        }
    }
}
