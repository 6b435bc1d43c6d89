using System.Globalization;
using CsCheck;
using Millrace.Engine;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine;

/// <summary>Laws 1, 2 and 3 on the engine: random histories against sums kept beside it.</summary>
public sealed class ConservationTests
{
    private static readonly string[] Zones = ["America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 40],
        Gen.Int[0, Zones.Length - 1],
        Gen.Int[0, 100 * 3600],
        (kind, number, account, age) => new Step(kind, number, account, age)
    );

    [Fact]
    public void Published_deltas_and_the_unpublished_rest_equal_a_recount_of_the_accepted_events() =>
        Steps.Array[1, 120].Sample(steps => Play(steps, withCrashes: false), iter: 200);

    [Fact]
    public void Nothing_accepted_is_lost_or_doubled_by_crashes() =>
        Steps.Array[1, 120].Sample(steps => Play(steps, withCrashes: true), iter: 200);

    [Theory]
    [InlineData(
        "{\"type\":\"impression\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"4\",\"placement\":\"Top\","
    )]
    [InlineData("{\"type\":\"branded_search\",\"event_id\":\"d\",\"shopper_id\":\"s\",")]
    public void A_batch_with_an_event_of_the_future_is_the_same_batch_when_the_event_has_come(string line)
    {
        var rig = new EngineRig(Zones);
        var time = DateTimeOffset
            .FromUnixTimeSeconds(rig.Now + 3600)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string[] lines = [line + $"\"advertiser_id\":\"ADV0\",\"marketplace_id\":\"MKT\",\"time\":\"{time}\"}}"];
        rig.Send("b", lines).Batch.Refused.Single().Reason.ShouldContain("future");
        rig.Now += 7200;
        rig.Send("b", lines).Verdict!.Value.Outcome.ShouldBe(PartOutcome.Accepted);
    }

    private static void Play(Step[] steps, bool withCrashes)
    {
        // Where there are crashes, a turn takes a share behind each step, so that steps and crashes come between two of them.
        var rig = new EngineRig(PublicationPolicies.Default, Zones, cellsPerSliceMax: 1);
        var clicks = new Dictionary<string, (int Account, long Time, bool Taken)>();
        var truth = new Dictionary<(string Advertiser, string Window), (long Impressions, long Clicks, decimal Cost)>();
        var batches = new List<(string Id, string Line)>();
        void Count(int account, long time, long impressions, long clicked, decimal cost)
        {
            var key = ($"ADV{account}", WindowText(Zones[account], time));
            var sum = truth.GetValueOrDefault(key);
            truth[key] = (sum.Impressions + impressions, sum.Clicks + clicked, sum.Cost + cost);
        }

        foreach (var (step, index) in steps.Select((step, index) => (step, index)))
        {
            var time = rig.Now - step.Age;
            switch (step.Kind)
            {
                case 0 or 1:
                    Send(Line("impression", $"\"count\":{step.Number + 1},", step.Account, time));
                    Count(step.Account, time, step.Number + 1, 0, 0);
                    break;
                case 2 or 3:
                    var id = $"c{step.Account}-{step.Number}";
                    // The platform sends the same click again with the time it had.
                    var known = clicks.TryGetValue(id, out var first);
                    var at = known ? first.Time : time;
                    Send(Line("click", $"\"event_id\":\"{id}\",\"cost\":0.{step.Number + 10},", step.Account, at));
                    if (!known)
                    {
                        clicks[id] = (step.Account, at, false);
                        Count(step.Account, at, 0, 1, Cost(step.Number));
                    }

                    break;
                case 4:
                    var target = $"c{step.Account}-{step.Number}";
                    if (clicks.TryGetValue(target, out var click))
                    {
                        var fields =
                            $"\"event_id\":\"i{index}\",\"invalidates_type\":\"click\",\"invalidates_event_id\":\"{target}\",\"cost\":0.{step.Number + 10},";
                        var isLate = rig.Now - click.Time > 73 * 3600;
                        Send(Line("invalidation", fields, step.Account, click.Time), isLate ? "may be invalidated" : null);
                        if (!click.Taken && !isLate)
                        {
                            clicks[target] = click with { Taken = true };
                            Count(step.Account, click.Time, 0, -1, -Cost(step.Number));
                        }
                    }

                    break;
                case 5 when batches.Count > 0:
                    var again = batches[step.Number % batches.Count];
                    rig.Send(again.Id, [again.Line]).Verdict!.Value.Outcome.ShouldBe(PartOutcome.Accepted);
                    break;
                case 6 or 7:
                    rig.Now += step.Number * 600;
                    rig.BeginTurn();
                    while (rig.IsTurning && !withCrashes)
                    {
                        rig.GoOn();
                    }

                    break;
                case 8 when withCrashes:
                    rig.Crash();
                    break;
                case 9 when withCrashes:
                    rig.BeginPaging();
                    break;
            }

            if (rig.IsTurning)
            {
                rig.GoOn();
            }
        }

        // Two more hours close every window; what was unpublished comes out.
        for (var hour = 0; hour < 3; hour++)
        {
            rig.Now += 3600;
            rig.Turn();
        }

        rig.Crash();
        rig.Now += 3600;
        rig.Turn();
        var records = rig.Records().ToList();

        // Law 4 begins here: a stream holds its own account's records and no other's.
        foreach (var block in rig.Blocks)
        {
            foreach (var body in Rendered.Messages(block.Data))
            {
                Record.Read(body).Advertiser.ShouldBe($"ADV{block.Account}");
            }
        }

        records.Select(record => record.Id).ShouldBeUnique();
        var published = records
            .GroupBy(record => (record.Advertiser, record.Window))
            .ToDictionary(
                group => group.Key,
                group =>
                    (
                        group.Sum(record => record.Impressions),
                        group.Sum(record => record.Clicks),
                        group.Sum(record => record.Cost)
                    )
            );
        NonZero(published).ShouldBe(NonZero(truth), ignoreOrder: true);

        void Send(string line, string? refusal = null)
        {
            var batch = $"b{batches.Count}";
            batches.Add((batch, line));
            var (read, verdict) = rig.Send(batch, [line]);
            read.Refused.Count.ShouldBe(refusal is null ? 0 : 1);
            read.Refused.ShouldAllBe(refused => refused.Reason.Contains(refusal!, StringComparison.Ordinal));
            verdict!.Value.Outcome.ShouldBe(PartOutcome.Accepted);
        }
    }

    private static decimal Cost(int number) => decimal.Parse($"0.{number + 10}", CultureInfo.InvariantCulture);

    private static IEnumerable<string> NonZero(
        Dictionary<(string Advertiser, string Window), (long Impressions, long Clicks, decimal Cost)> sums
    ) =>
        sums.Where(sum => sum.Value != default)
            .Select(sum =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sum.Key.Advertiser} {sum.Key.Window} {sum.Value.Impressions} {sum.Value.Clicks} {sum.Value.Cost:0.000000}"
                )
            );

    private static string Line(string type, string fields, int account, long time)
    {
        var iso = DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{{\"type\":\"{type}\",{fields}\"time\":\"{iso}\",\"advertiser_id\":\"ADV{account}\",\"marketplace_id\":\"MKT\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"4\",\"placement\":\"Other on-Amazon\"}}";
    }

    /// <summary>The hour by the machine's own zone rules, not by the engine's.</summary>
    private static string WindowText(string zone, long time)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(time), TimeZoneInfo.FindSystemTimeZoneById(zone));
        return local.ToString("yyyy-MM-dd'T'HH':00:00'zzz", CultureInfo.InvariantCulture);
    }

    private sealed record Step(int Kind, int Number, int Account, int Age);
}
