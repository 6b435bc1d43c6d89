using Millrace.Simulation;

namespace Millrace.SimulationTests;

/// <summary>An hour of failing queues: what is published lands in time at all tenants but the denied one, which has it after its repair.</summary>
public sealed class BadHourTests(ITestOutputHelper output)
{
    private const int Seeds = 12;

    [Fact]
    public void Every_tenant_has_the_truth_in_time_whatever_befalls_others()
    {
        var reports = new BadHourReport[Seeds];
        Parallel.For(0, Seeds, seed => reports[seed] = BadHour.Run(seed));

        foreach (var report in reports.Where(report => report.Violations.Count > 0))
        {
            output.WriteLine($"seed {report.Seed}: {string.Join("; ", report.Violations.Take(5))}");
        }

        output.WriteLine(
            $"{reports.Sum(report => report.Calls)} calls, {reports.Sum(report => report.Faults)} faults; landed after "
                + $"{reports.Max(report => report.Longest)}, at the slow one after {reports.Max(report => report.LongestOfSlow)}, "
                + $"{reports.Max(report => report.Repaired)} after the repair"
        );
        reports.Where(report => report.Violations.Count > 0).Select(report => report.Seed).ShouldBeEmpty();

        // An hour in which nothing goes wrong shows nothing.
        reports.ShouldAllBe(report => report.Faults > 1_000 && report.Kept > 100 && report.Messages > 5_000);
    }

    [Fact]
    public void The_same_seed_plays_the_same_hour() => BadHour.Run(7).ShouldBeEquivalentTo(BadHour.Run(7));
}
