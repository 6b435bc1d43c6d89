using Millrace.Simulation;

namespace Millrace.SimulationTests;

/// <summary>The whole way under kills, failing disks and lying queues; what landed is what was sent, for every seed.</summary>
public sealed class DeploymentTests(ITestOutputHelper output)
{
    private const int Seeds = 240;

    [Fact]
    public void What_lands_is_what_was_sent_whatever_dies()
    {
        var reports = new SimulationReport[Seeds];
        Parallel.For(0, Seeds, seed => reports[seed] = Deployment.Run(seed));

        foreach (var report in reports.Where(report => report.Violations.Count > 0))
        {
            output.WriteLine($"seed {report.Seed}: {string.Join("; ", report.Violations.Take(5))}");
        }

        output.WriteLine(
            $"{reports.Sum(report => report.Batches)} batches, {reports.Sum(report => report.Kills)} kills, "
                + $"{reports.Sum(report => report.Fenced)} fenced commits, {reports.Sum(report => report.DiskFailures)} failed disk calls, "
                + $"{reports.Sum(report => report.FullWrites)} writes without room, {reports.Sum(report => report.QueueFailures)} failed queue calls, {reports.Sum(report => report.Redelivered)} redeliveries"
        );
        reports.Where(report => report.Violations.Count > 0).Select(report => report.Seed).ShouldBeEmpty();

        // A simulation in which nothing goes wrong shows nothing.
        reports.Sum(report => report.Kills).ShouldBeGreaterThan(Seeds);
        reports.Count(report => report.FullWrites > 0).ShouldBeGreaterThan(Seeds / 2);
        reports.Sum(report => report.Fenced).ShouldBeGreaterThan(Seeds);
        reports.Sum(report => report.Redelivered).ShouldBeGreaterThan(Seeds);
        reports.Sum(report => report.Landed).ShouldBeGreaterThan(Seeds * 10);
        reports.Sum(report => report.Replayed).ShouldBeGreaterThan(Seeds * 10);
        reports.Sum(report => report.SetAside).ShouldBeGreaterThan(Seeds);
        reports.Sum(report => report.Told).ShouldBeGreaterThan(Seeds * 10);
        reports.Sum(report => report.Erased).ShouldBeGreaterThan(Seeds / 8);
        reports.Count(report => report.Dropped > 0).ShouldBeGreaterThan(Seeds / 8);
    }

    /// <summary>
    /// A server that has lost its partition, and has nothing to write by which it would notice, must not call an hour complete of which
    /// the other one holds events: few seeds come to it.
    /// </summary>
    [Theory]
    [InlineData(797)]
    [InlineData(905)]
    [InlineData(940)]
    public void Who_has_lost_a_partition_calls_none_of_its_hours_complete(int seed) =>
        Deployment.Run(seed).Violations.ShouldBeEmpty();

    [Fact]
    public void The_same_seed_plays_the_same_run() => Deployment.Run(7).ShouldBeEquivalentTo(Deployment.Run(7));
}
