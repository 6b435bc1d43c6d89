using System.CommandLine;
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
        var command = new Command("simulate", "Play a deployment with kills and faults on a seeded scheduler.")
        {
            seed,
            count,
            quiet,
        };
        command.SetAction(parsed => Run(parsed.GetValue(seed), parsed.GetValue(count), parsed.GetValue(quiet)));
        return command;
    }

    private static int Run(int first, int count, bool isQuiet)
    {
        var (failed, kills) = (0, 0L);
        for (var seed = first; seed < first + count; seed++)
        {
            var report = Deployment.Run(seed);
            var isBroken = report.Violations.Count > 0;
            kills += report.Kills;
            failed += isBroken ? 1 : 0;
            if (isBroken || !isQuiet)
            {
                Console.WriteLine(Line(report));
                foreach (var violation in report.Violations)
                {
                    Console.WriteLine($"  {violation}");
                }
            }
        }

        if (count > 1)
        {
            Console.WriteLine($"{count} seeds, {kills} kills, {failed} seeds broken");
        }

        return failed == 0 ? 0 : 1;
    }

    private static string Line(SimulationReport report) =>
        $"seed {report.Seed}: {report.Steps} steps, {report.Batches} batches, {report.Kills} kills, {report.Fenced} fenced commits, "
        + $"{report.DiskFailures} failed disk calls, {report.QueueFailures} failed queue calls, {report.FullWrites} writes without room, "
        + $"{report.Landed} landed, {report.Redelivered} redelivered: "
        + (report.Violations.Count == 0 ? "all laws held" : "BROKEN");
}
