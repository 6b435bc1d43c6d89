using System.CommandLine;
using System.Globalization;
using Millrace.Simulation;

namespace Millrace.App.Simulate;

/// <summary>millrace simulate: plays seeds of the simulated deployment; a seed that failed plays the same again.</summary>
internal static class SimulateCommand
{
    public static Command Build()
    {
        var seed = new Option<int>("--seed") { Description = "The seed to play." };
        var count = new Option<int>("--count")
        {
            Description = "How many seeds, counted on from --seed.",
            DefaultValueFactory = _ => 1,
        };
        var quiet = new Option<bool>("--quiet") { Description = "Tell broken seeds and the sum only." };
        var isBadHour = new Option<bool>("--bad-hour")
        {
            Description = "An hour in which queues throttle, time out and double, one denies and one is slow, in place of kills.",
        };
        var command = new Command("simulate", "Play a deployment with kills and faults on a seeded scheduler.")
        {
            seed,
            count,
            quiet,
            isBadHour,
        };
        command.SetAction(parsed =>
            Run(
                Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(count)),
                parsed.GetValue(quiet),
                parsed.GetValue(isBadHour) ? PlayBadHour : PlayDeployment
            )
        );
        return command;
    }

    private static int Run(IEnumerable<int> seeds, bool isQuiet, Func<int, (string Line, IReadOnlyList<string> Violations)> play)
    {
        var (played, broken) = (0, 0);
        foreach (var seed in seeds)
        {
            var (line, violations) = play(seed);
            played++;
            broken += violations.Count > 0 ? 1 : 0;
            if (violations.Count > 0 || !isQuiet)
            {
                Console.WriteLine($"seed {seed}: {line}: {(violations.Count == 0 ? "all laws held" : "BROKEN")}");
                foreach (var violation in violations)
                {
                    Console.WriteLine($"  {violation}");
                }
            }
        }

        if (played > 1)
        {
            Console.WriteLine($"{played} seeds, {broken} seeds broken");
        }

        return broken == 0 ? 0 : 1;
    }

    private static (string Line, IReadOnlyList<string> Violations) PlayDeployment(int seed)
    {
        var report = Deployment.Run(seed);
        return (Line(report), report.Violations);
    }

    private static (string Line, IReadOnlyList<string> Violations) PlayBadHour(int seed)
    {
        var report = BadHour.Run(seed);
        return (Line(report), report.Violations);
    }

    private static string Line(SimulationReport report) =>
        $"{report.Steps} steps, {report.Batches} batches, {report.Kills} kills, {report.Fenced} fenced commits, "
        + $"{report.DiskFailures} failed disk calls, {report.QueueFailures} failed queue calls, {report.FullWrites} writes without room, "
        + $"{report.Landed} landed, {report.Redelivered} redelivered, {report.SetAside} set aside, "
        + $"{report.Erased} accounts erased, {report.Dropped} dropped";

    private static string Line(BadHourReport report) =>
        $"{report.Steps} steps, {report.Calls} calls, {report.Faults} faults, {report.Messages} messages, {report.Kept} kept for the "
        + string.Create(
            CultureInfo.InvariantCulture,
            $"denied; landed after {report.Longest.TotalSeconds:0} s at most, {report.LongestOfSlow.TotalSeconds:0} s at the slow one, {report.Repaired.TotalSeconds:0} s after the repair"
        );
}
