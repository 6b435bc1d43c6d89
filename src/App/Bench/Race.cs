using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>Runs sides of a row in turn, so that what else the machine does falls on all of them alike.</summary>
internal static class Race
{
    /// <param name="own">Ours.</param>
    /// <param name="rivals">Those it is measured beside; the first of them is the one that <paramref name="bar"/> is about.</param>
    /// <param name="item">What a run counts, such as "events".</param>
    /// <param name="bar">The ratio of items per CPU-second to the first rival's, null where none is asked.</param>
    public static async Task<List<Figure>> RunAsync(int runs, string item, Bar? bar, Side own, params Side[] rivals)
    {
        Side[] sides = [own, .. rivals];
        var taken = sides.Select(_ => new List<Lap>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                var lap = await LapAsync(sides[side].Run);
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {(run == 0 ? "warm-up" : $"run {run}")} {sides[side].Name}: {lap.Items:0} {item}, {lap.CpuSeconds:0.000} CPU-s, {lap.WallSeconds:0.000} s"
                    )
                );
                if (run > 0)
                {
                    taken[side].Add(lap);
                }
            }
        }

        var figures = new List<Figure>();
        for (var side = 1; side < sides.Length; side++)
        {
            figures.Add(new($"ratio to {sides[side].Name}", Ratio(taken[0], taken[side]), "", side == 1 ? bar : null));
        }

        for (var side = 0; side < sides.Length; side++)
        {
            figures.Add(new($"{sides[side].Name}, {item} per CPU-second", PerCpuSecond(taken[side]), "/CPU-s"));
            figures.Add(new($"{sides[side].Name}, wall", Median(taken[side].Select(lap => lap.WallSeconds)), "s"));
        }

        figures.Add(
            new($"{own.Name}, allocated", Median(taken[0].Select(lap => lap.AllocatedBytes / lap.Items)), $"B per {item}")
        );
        return figures;
    }

    /// <summary>
    /// Median of the runs' ratios, each of laps that followed one another: a machine that slows down between two runs does so for both sides.
    /// </summary>
    public static double Ratio(IEnumerable<Lap> own, IEnumerable<Lap> rival) =>
        Median(own.Zip(rival, (mine, other) => mine.PerCpuSecond / other.PerCpuSecond));

    /// <summary>Items per CPU-second, median of the runs.</summary>
    public static double PerCpuSecond(IEnumerable<Lap> laps) => Median(laps.Select(lap => lap.PerCpuSecond));

    public static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>The figure that so large a share of them does not exceed.</summary>
    public static double Percentile(IEnumerable<double> figures, double share)
    {
        var sorted = figures.Order().ToList();
        return sorted[(int)((sorted.Count - 1) * share)];
    }

    /// <summary>CPU-seconds of the whole process while it runs, user and system.</summary>
    public static async Task<Lap> LapAsync(Func<Task<long>> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var wall = TimeProvider.System.GetTimestamp();
        var items = await run();
        return new(
            items,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            TimeProvider.System.GetElapsedTime(wall).TotalSeconds,
            GC.GetTotalAllocatedBytes(precise: true) - allocated
        );
    }

    /// <summary>CPU-seconds of the whole process while it runs, without a collection before it.</summary>
    public static async Task<double> CpuAsync(Func<Task> run)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        await run();
        return (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
    }
}

/// <param name="Run">Does the work once and answers how many items it did.</param>
internal sealed record Side(string Name, Func<Task<long>> Run);

/// <summary>One run of one side.</summary>
internal readonly record struct Lap(double Items, double CpuSeconds, double WallSeconds, double AllocatedBytes)
{
    public double PerCpuSecond => Items / CpuSeconds;
}
