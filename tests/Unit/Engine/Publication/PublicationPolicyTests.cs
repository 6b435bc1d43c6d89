using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Publication;

/// <summary>What the timings are where nothing is said, and which are refused.</summary>
public sealed class PublicationPolicyTests
{
    public static TheoryData<string> Produced => [.. Datasets.Produced.Select(dataset => dataset.Id)];

    [Theory]
    [MemberData(nameof(Produced))]
    public void The_timings_of_the_original_are_the_default(string id)
    {
        var policy = PublicationPolicies.Default[Datasets.Find(id)!];

        policy.Cadence.ShouldBe(TimeSpan.FromHours(1));
        policy.Grace.ShouldBe(TimeSpan.FromMinutes(10));
        policy.Spread.ShouldBe(TimeSpan.FromMinutes(4));
        policy.Horizon.ShouldBe(
            id.EndsWith("-traffic", StringComparison.Ordinal) || id.EndsWith("-rich-media", StringComparison.Ordinal)
                ? TimeSpan.FromHours(1 + 72)
                : TimeSpan.FromDays(60)
        );
        PublicationPolicies.Default.Faults().ShouldBeEmpty();
    }

    [Fact]
    public void All_faults_are_told_at_once_by_key_value_and_bound()
    {
        var policies = PublicationPolicies
            .Default.With(
                Datasets.SpTraffic,
                new()
                {
                    Cadence = TimeSpan.FromHours(7),
                    Grace = TimeSpan.FromHours(13),
                    Spread = TimeSpan.FromSeconds(-1),
                    Horizon = TimeSpan.FromDays(15),
                }
            )
            .With(
                Datasets.Find("sb-clickstream")!,
                new()
                {
                    Cadence = TimeSpan.Zero,
                    Grace = TimeSpan.FromMilliseconds(1500),
                    Horizon = TimeSpan.FromDays(61),
                }
            );

        policies
            .Faults()
            .ShouldBe([
                "sp-traffic.cadence is 7h: it must divide a day, such as 15m, 1h or 6h.",
                "sp-traffic.grace is 13h: it must be whole seconds, from 0s to 12h.",
                "sp-traffic.spread is -1s: it must be whole seconds, from 0s to 1h.",
                "sp-traffic.horizon is 15d: it must be whole seconds, from 1h to 14d.",
                "sb-clickstream.cadence is 0s: it must be whole seconds, from 5m to 1d.",
                "sb-clickstream.grace is 1500ms: it must be whole seconds, from 0s to 12h.",
                "sb-clickstream.horizon is 61d: it must be whole seconds, from 1h to 60d.",
            ]);
        PublicationPolicies.Default.Faults().ShouldBeEmpty();
    }

    [Fact]
    public void Partitions_take_their_turns_as_far_apart_as_the_spread_says()
    {
        var policy = PublicationPolicies.Default[Datasets.SpTraffic] with { Spread = TimeSpan.FromMinutes(30) };
        const long start = 1_800_000_000;
        var waits = Enumerable
            .Range(0, 256)
            .Select(partition => new PublicationMoments(policy, partition).Of(start) - (start + 3600 + 600))
            .ToList();

        waits.ShouldAllBe(wait => wait >= 0 && wait <= 1800);
        waits.GroupBy(wait => wait / 180).Count().ShouldBeGreaterThanOrEqualTo(10);
    }
}
