using System.Runtime;

namespace Millrace.App.Bench.Tables;

/// <summary>Runs tables in turn over the same entries in the same random orders, and tells ours beside each of the others.</summary>
internal sealed class TableRace(int entries, int runs)
{
    private const int AddedAtOnce = 1024;

    // The pause of a collection is told and not raced: of tables without references both take no time, and their ratio is chance.
    private static readonly (string What, string Unit, bool IsRaced, Func<TableTaken, double> Figure)[] Kinds =
    [
        ("find", "CPU-ns", true, lap => lap.FindNanoseconds),
        ("add", "CPU-ns", true, lap => lap.AddNanoseconds),
        ("entry, all in", "B", true, lap => lap.EntryBytes),
        ("longest 1,024 adds", "ms", true, lap => lap.LongestMilliseconds),
        ("full collection", "ms", false, lap => lap.CollectionMilliseconds),
    ];

    // The first collections also tidy up what the growth has left.
    private const int Collections = 9;

    private readonly int[] adding = Shuffled(entries, seed: 1);
    private readonly int[] finding = Shuffled(entries, seed: 2);

    /// <param name="own">Ours; the first rival is the strongest, the one that has to be beaten.</param>
    public async Task<List<Figure>> RunAsync(TableSide own, params TableSide[] rivals)
    {
        TableSide[] sides = [own, .. rivals];
        var taken = sides.Select(_ => new List<TableTaken>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                var lap = await LapAsync(sides[side]);
                Console.Error.WriteLine(FormattableString.Invariant($"  {sides[side].Name}: {lap}"));
                if (run > 0)
                {
                    taken[side].Add(lap);
                }
            }
        }

        return [.. Ratios(sides, taken), .. Each(sides, taken)];
    }

    private static IEnumerable<Figure> Ratios(TableSide[] sides, List<TableTaken>[] taken)
    {
        for (var side = 1; side < sides.Length; side++)
        {
            foreach (var (what, _, isRaced, figure) in Kinds)
            {
                var ratio = Race.Median(taken[side].Select(figure)) / Race.Median(taken[0].Select(figure));
                var bar = isRaced && sides[side].IsRival ? new Bar(1, 2) : null;
                yield return new($"{sides[0].Name}, {what}, {sides[side].Name} to it", ratio, "", bar);
            }
        }
    }

    private static IEnumerable<Figure> Each(TableSide[] sides, List<TableTaken>[] taken)
    {
        for (var side = 0; side < sides.Length; side++)
        {
            foreach (var (what, unit, _, figure) in Kinds)
            {
                yield return new($"{sides[side].Name}, {what}", Race.Median(taken[side].Select(figure)), unit);
            }
        }
    }

    private async Task<TableTaken> LapAsync(TableSide side)
    {
        var before = Settled();
        var table = side.Make();
        var longest = 0.0;
        var added = await Race.LapAsync(() =>
        {
            longest = AddAll(table);
            return Task.FromResult((long)entries);
        });
        var bytes = Settled() - before;
        var found = await Race.LapAsync(() => Task.FromResult(table.FindAll(finding)));
        if (found.Items != entries)
        {
            throw new InvalidOperationException(
                $"{side.Name} found {found.Items} of {entries}: the figures would not mean anything."
            );
        }

        var pauses = Enumerable.Range(0, Collections).Select(_ => Collect()).ToList();
        GC.KeepAlive(table);
        return new(
            found.CpuSeconds * 1e9 / entries,
            added.CpuSeconds * 1e9 / entries,
            (double)bytes / entries,
            longest,
            Race.Median(pauses)
        );
    }

    /// <summary>Milliseconds for which a full collection stops the process.</summary>
    private static double Collect()
    {
        var paused = GC.GetTotalPauseDuration();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        return (GC.GetTotalPauseDuration() - paused).TotalMilliseconds;
    }

    /// <summary>Adds all; answers the longest wait, which is that for the table to grow.</summary>
    private double AddAll(ITable table)
    {
        var longest = TimeSpan.Zero;
        for (var from = 0; from < entries; from += AddedAtOnce)
        {
            var began = TimeProvider.System.GetTimestamp();
            table.AddAll(adding.AsSpan(from, Math.Min(AddedAtOnce, entries - from)));
            var taken = TimeProvider.System.GetElapsedTime(began);
            longest = taken > longest ? taken : longest;
        }

        return longest.TotalMilliseconds;
    }

    private static long Settled()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }
}

/// <param name="IsRival">True for one that ours has to beat.</param>
/// <param name="Make">An empty table.</param>
internal sealed record TableSide(string Name, bool IsRival, Func<ITable> Make);

/// <summary>One run of one table: CPU by entry to find and to add, memory by entry, the longest wait while it grows, and the collector's pause with all alive.</summary>
internal readonly record struct TableTaken(
    double FindNanoseconds,
    double AddNanoseconds,
    double EntryBytes,
    double LongestMilliseconds,
    double CollectionMilliseconds
);
