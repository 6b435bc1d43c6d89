using System.Globalization;
using System.Text.Json;
using CsCheck;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;
using Millrace.Engine.Time;
using Millrace.Unit.Engine.Differential;

namespace Millrace.Unit.Engine.Publication;

/// <summary>What is published at each turn, and said to be complete after it, is what the policies say: random policies, zones and turns.</summary>
public sealed class PublishedAtTurnsTests
{
    private static readonly string[] Zones =
    [
        "America/Los_Angeles",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Europe/London",
    ];

    private static readonly string[] Published = ["sp-traffic", "sb-traffic", "sb-rich-media"];

    // Clocks change in these hours in Lord Howe, London, and Los Angeles.
    private static readonly Gen<long> Starts = Of(
            At(2026, 4, 4, 10),
            At(2026, 10, 3, 11),
            At(2026, 10, 24, 22),
            At(2026, 11, 1, 4),
            At(2026, 6, 15, 12)
        )
        .Select(Gen.Int[0, 20_000], (start, after) => start + after);

    private static readonly Gen<PublicationPolicy> Policies = Gen.Select(
        Of(5, 15, 20, 45, 60, 90, 180, 360, 1440),
        Gen.Int[0, 5_000],
        (cadence, grace) =>
            new PublicationPolicy
            {
                Cadence = TimeSpan.FromMinutes(cadence),
                Grace = TimeSpan.FromSeconds(grace),
                Horizon = TimeSpan.FromHours(73),
            }
    );

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, Zones.Length - 1],
        Gen.Int[0, Published.Length - 1],
        Gen.Int[0, 20_000],
        (kind, account, dataset, seconds) => new Step(kind, account, dataset, seconds)
    );

    [Fact]
    public void A_turn_publishes_exactly_what_the_policies_say() =>
        Gen.Select(Starts, Policies.Array[Published.Length], Steps.Array[1, 60])
            .Sample((start, policies, steps) => new Play(start, policies).Run(steps), iter: 300, threads: 1);

    [Fact]
    public void An_hour_is_complete_when_it_and_all_before_it_were_published() =>
        Gen.Select(Starts, Policies, Of(Zones), Gen.Int[1, 90_000])
            .Sample(
                (start, policy, zone, after) =>
                {
                    AccountZone.TryFind(zone, out var found).ShouldBeTrue();
                    var turn = start + after;
                    var complete = CompleteHours.After(turn, policy, partition: 0, found);
                    var schedule = new Schedule(policy);
                    Schedule
                        .Windows(zone, turn - (3 * 86_400), turn + (2 * 86_400))
                        .First(window => !schedule.IsPublished(window, turn))
                        .ShouldBe(complete.Through);
                    CompleteHours.After(complete.ChangesAt - 1, policy, 0, found).ShouldBe(complete);
                    CompleteHours.After(complete.ChangesAt, policy, 0, found).Through.ShouldBeGreaterThan(complete.Through);
                },
                iter: 400,
                threads: 1
            );

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    private static long At(int year, int month, int day, int hour) =>
        new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <param name="Kind">0 to 4: an event, so many seconds ago; 5 to 8: a turn, so many seconds later; 9: a crash.</param>
    private sealed record Step(int Kind, int Account, int Dataset, int Seconds);

    private sealed class Play
    {
        private readonly EngineRig rig;
        private readonly PublicationPolicies policies = PublicationPolicies.Default;
        private readonly Dictionary<string, Schedule> schedules = [];
        private readonly Dictionary<(string Dataset, int Account, string Window), long> waiting = [];
        private int sent;
        private int read;

        public Play(long start, IReadOnlyList<PublicationPolicy> drawn)
        {
            for (var dataset = 0; dataset < Published.Length; dataset++)
            {
                policies = policies.With(Datasets.Find(Published[dataset])!, drawn[dataset]);
                schedules.Add(Published[dataset], new Schedule(drawn[dataset]));
            }

            rig = new EngineRig(policies, Zones) { Now = start };
        }

        public void Run(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                switch (step.Kind)
                {
                    case < 5:
                        Send(step);
                        break;
                    case < 9:
                        rig.Now += step.Seconds;
                        Turn();
                        break;
                    default:
                        rig.Crash();
                        schedules.Values.ToList().ForEach(schedule => schedule.Forget());
                        break;
                }
            }
        }

        private void Send(Step step)
        {
            var (product, type) = Published[step.Dataset] switch
            {
                "sp-traffic" => ("SP", "impression"),
                "sb-traffic" => ("SB", "impression"),
                _ => ("SB", "video_midpoint"),
            };
            var time = rig.Now - step.Seconds;
            var line =
                $"{{\"type\":\"{type}\",\"time\":\"{DateTimeOffset.FromUnixTimeSeconds(time):yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"advertiser_id\":\"ADV{step.Account}\","
                + $"\"marketplace_id\":\"MKT\",\"ad_product\":\"{product}\",\"campaign_id\":\"1\",\"ad_group_id\":\"1\",\"ad_id\":\"1\",\"keyword_id\":\"1\",\"placement\":\"Other\"}}";
            var (batch, _) = rig.Send($"b{sent++}", [line]);
            batch.Refused.ShouldBeEmpty();
            var cell = (Published[step.Dataset], step.Account, LocalHour.Of(Zones[step.Account], time));
            waiting[cell] = waiting.GetValueOrDefault(cell) + 1;
        }

        private void Turn()
        {
            var due = schedules.ToDictionary(schedule => schedule.Key, schedule => schedule.Value.Turn(rig.Now));
            var expected = waiting.Where(cell => due[cell.Key.Dataset](StartOf(cell.Key.Window))).ToDictionary();
            rig.Turn();
            Read().ShouldBe(expected, ignoreOrder: true);
            foreach (var cell in expected.Keys)
            {
                waiting.Remove(cell);
            }
        }

        private Dictionary<(string Dataset, int Account, string Window), long> Read()
        {
            var records = new Dictionary<(string Dataset, int Account, string Window), long>();
            for (; read < rig.Blocks.Count; read++)
            {
                foreach (var body in Rendered.Messages(rig.Blocks[read].Data))
                {
                    using var json = JsonDocument.Parse(body);
                    string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
                    var dataset = Text("dataset_id");
                    var metric = dataset == "sb-rich-media" ? "video_midpoint_views" : "impressions";
                    var account = int.Parse(Text("advertiser_id").AsSpan("ADV".Length), CultureInfo.InvariantCulture);
                    records.Add((dataset, account, Text("time_window_start")), json.RootElement.GetProperty(metric).GetInt64());
                }
            }

            return records;
        }

        private static long StartOf(string window) =>
            DateTimeOffset.Parse(window, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
    }
}
