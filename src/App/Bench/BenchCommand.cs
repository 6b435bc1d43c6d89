using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Millrace.App.Bench;

/// <summary>millrace bench: figures as ratios of CPU-seconds against a named rival, interleaved in the same run.</summary>
internal static class BenchCommand
{
    public static Command Build()
    {
        var events = new Option<int>("--events") { Description = "Events in the file.", DefaultValueFactory = _ => 1_000_000 };
        var runs = new Option<int>("--runs") { Description = "Runs of each side.", DefaultValueFactory = _ => 3 };
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "Where inputs are kept.",
            DefaultValueFactory = _ => new(Path.Combine("artifacts", "bench")),
        };
        var results = new Option<DirectoryInfo>("--results")
        {
            Description = "Where the figures are written.",
            DefaultValueFactory = _ => new(Path.Combine("bench", "results")),
        };
        var ingest = new Command("ingest", "NDJSON to synced journal, beside DuckDB's read_ndjson and GROUP BY.")
        {
            events,
            runs,
            folder,
            results,
        };
        ingest.SetAction(parsed =>
            IngestAsync(parsed.GetValue(events), parsed.GetValue(runs), parsed.GetValue(folder)!, parsed.GetValue(results)!)
        );
        return new Command("bench", "Measure, beside a rival, in the same run.") { ingest };
    }

    private static async Task<int> IngestAsync(int events, int runs, DirectoryInfo folder, DirectoryInfo results)
    {
        var file = EventFile.Make(folder.FullName, events, seed: 1);
        await File.ReadAllBytesAsync(file);
        var bench = new IngestBench(file, folder.FullName);
        var (own, rival) = (new List<double>(), new List<double>());
        var allocated = 0L;
        for (var run = 0; run <= runs; run++)
        {
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var ownSeconds = await CpuSecondsAsync(bench.RunOwnAsync);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
            var rivalSeconds = await CpuSecondsAsync(() => Task.FromResult(bench.RunDuckDb()));
            Console.WriteLine(
                Invariant(
                    $"{(run == 0 ? "warm-up" : $"run {run}")}: millrace {ownSeconds:0.00} CPU-s, DuckDB {rivalSeconds:0.00} CPU-s"
                )
            );
            if (run > 0)
            {
                own.Add(ownSeconds);
                rival.Add(rivalSeconds);
            }
        }

        Console.WriteLine(Invariant($"{"allocated", -12} {allocated / events} B/event in millrace, all in"));
        var (ownMedian, rivalMedian) = (Median(own), Median(rival));
        Console.WriteLine(Invariant($"{"ingest", -12} {events} events, medians of {runs}"));
        Console.WriteLine(Invariant($"{"millrace", -12} {events / ownMedian / 1e6:0.00} M events/CPU-s, each fact synced"));
        Console.WriteLine(
            Invariant(
                $"{"DuckDB", -12} {events / rivalMedian / 1e6:0.00} M events/CPU-s, read_ndjson and GROUP BY, nothing durable"
            )
        );
        Console.WriteLine(Invariant($"{"ratio", -12} {rivalMedian / ownMedian:0.00}"));
        results.Create();
        await File.WriteAllTextAsync(
            Path.Combine(results.FullName, "ingest.json"),
            JsonSerializer.Serialize(
                new
                {
                    command = Invariant($"millrace bench ingest --events {events} --runs {runs}"),
                    processors = Environment.ProcessorCount,
                    millrace_cpu_seconds = own,
                    duckdb_cpu_seconds = rival,
                    ratio = Math.Round(rivalMedian / ownMedian, 2),
                }
            ) + "\n"
        );
        return 0;
    }

    private static async Task<double> CpuSecondsAsync(Func<Task<long>> act)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await act();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
