using System.Buffers;
using System.Text.Json;
using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox;

/// <summary>The virtual ad platform is one function of seed and time, and looks like an ad platform.</summary>
public sealed class VirtualPlatformTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Small = new(
        7,
        new()
        {
            Start = Start,
            EventsPerHour = 3000,
            Datasets = ["sp-traffic"],
        }
    );

    [Fact]
    public void The_same_interval_in_pieces_gives_the_same_events_in_the_same_order()
    {
        var whole = Lines(Small, Start.AddHours(70), Start.AddHours(73));
        var cuts = new[] { 0, 1, 299, 300, 301, 3600, 3601, 5555, 9000, 10_800 };
        var pieces = cuts.Zip(cuts.Skip(1))
            .SelectMany(cut => Lines(Small, Start.AddHours(70).AddSeconds(cut.First), Start.AddHours(70).AddSeconds(cut.Second)));
        whole.Count.ShouldBeGreaterThan(5000);
        pieces.SequenceEqual(whole).ShouldBeTrue();
    }

    [Fact]
    public void Asked_again_in_another_order_by_another_instance_the_events_are_the_same()
    {
        var late = Lines(Small, Start.AddHours(30), Start.AddHours(31));
        var early = Lines(Small, Start.AddHours(3), Start.AddHours(4));
        var other = new VirtualPlatform(7, Small.Options);
        Lines(other, Start.AddHours(3), Start.AddHours(4)).SequenceEqual(early).ShouldBeTrue();
        Lines(other, Start.AddHours(30), Start.AddHours(31)).SequenceEqual(late).ShouldBeTrue();
        Lines(Small, Start.AddHours(3), Start.AddHours(4)).SequenceEqual(early).ShouldBeTrue();
    }

    [Fact]
    public void A_seed_gives_the_same_numbers_on_every_machine_and_runtime()
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var happened in Small.EventsBetween(Start.AddHours(30), Start.AddHours(31)))
        {
            EventLineWriter.Write(in happened, bytes);
        }

        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes.WrittenSpan))[..16].ShouldBe("0B186FA62D82F68F");
    }

    [Fact]
    public void Another_seed_is_another_platform()
    {
        var other = new VirtualPlatform(8, Small.Options);
        other.Accounts.Select(account => account.EntityId).ShouldNotContain(Small.Accounts[0].EntityId);
        other.Fingerprint.ShouldNotBe(Small.Fingerprint);
    }

    [Fact]
    public void Nothing_happened_before_it_opened()
    {
        Small.EventsBetween(Start.AddDays(-10), Start).ShouldBeEmpty();
        Small
            .EventsBetween(Start, Start.AddHours(80))
            .Min(happened => happened.Time)
            .ShouldBeGreaterThanOrEqualTo(Start.ToUnixTimeSeconds());
    }

    [Fact]
    public void Events_arrive_in_order_inside_the_interval_asked_for_and_at_most_two_hours_late_or_71_hours_when_invalid()
    {
        var (from, to) = (Start.AddHours(75).ToUnixTimeSeconds(), Start.AddHours(78).ToUnixTimeSeconds());
        var last = from;
        var (late, invalid) = (0, 0);
        foreach (var happened in Small.EventsBetween(Start.AddHours(75), Start.AddHours(78)))
        {
            (happened.ArrivesAt >= last && happened.ArrivesAt < to).ShouldBeTrue();
            last = happened.ArrivesAt;
            var after = happened.ArrivesAt - happened.Time;
            if (happened.IsInvalidation)
            {
                invalid++;
                after.ShouldBeInRange(600, 71 * 3600);
            }
            else
            {
                late += after > 0 ? 1 : 0;
                after.ShouldBeInRange(0, 7200);
            }
        }

        late.ShouldBeGreaterThan(100);
        invalid.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Invalidations_take_away_what_there_is_once_and_after_it_arrived()
    {
        var clicks = new Dictionary<(int, string), PlatformEvent>();
        var gone = new HashSet<(int, string)>();
        var impressions = new Dictionary<(int, long, string, string, string), long>();
        foreach (var happened in Small.EventsBetween(Start, Start.AddHours(100)))
        {
            var account = happened.Account.Number;
            var place = (account, happened.Time, happened.TargetId, happened.AdId, happened.Placement);
            switch (happened.Kind)
            {
                case PlatformEventKind.Click when !happened.IsInvalidation:
                    clicks.Add((account, happened.EventId!), happened);
                    break;
                case PlatformEventKind.Click:
                    gone.Add((account, happened.InvalidatesEventId!)).ShouldBeTrue();
                    var click = clicks[(account, happened.InvalidatesEventId!)];
                    (
                        happened.Time,
                        happened.CostMicros,
                        happened.TargetId,
                        happened.AdId,
                        happened.Placement,
                        happened.Count
                    ).ShouldBe((click.Time, click.CostMicros, click.TargetId, click.AdId, click.Placement, 1));
                    break;
                case PlatformEventKind.Impression when !happened.IsInvalidation:
                    impressions[place] = impressions.GetValueOrDefault(place) + happened.Count;
                    break;
                default:
                    (impressions[place] -= happened.Count).ShouldBeGreaterThanOrEqualTo(0);
                    break;
            }
        }

        gone.Count.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Event_ids_are_unique_within_an_account()
    {
        var seen = new HashSet<(int, string)>();
        foreach (var happened in Small.EventsBetween(Start, Start.AddHours(90)).Where(happened => happened.EventId is not null))
        {
            seen.Add((happened.Account.Number, happened.EventId!)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Nights_are_quieter_than_evenings_in_local_time_and_weekends_busier()
    {
        var byHour = new long[24];
        var byDay = new long[7];
        foreach (
            var happened in Small.EventsBetween(Start.AddDays(1), Start.AddDays(15)).Where(happened => !happened.IsInvalidation)
        )
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(happened.Account.TimeZone);
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(happened.Time), zone);
            byHour[local.Hour]++;
            byDay[(int)local.DayOfWeek]++;
        }

        byHour[3].ShouldBeLessThan(byHour[12] / 3);
        byHour[21].ShouldBeGreaterThan(byHour[12]);
        byDay[(int)DayOfWeek.Sunday].ShouldBeGreaterThan(byDay[(int)DayOfWeek.Wednesday] * 11 / 10);
        (byDay.Sum() / (14 * 24.0)).ShouldBeInRange(2600, 3300);
    }

    [Fact]
    public void A_few_targets_have_most_of_the_impressions_and_the_click_rate_is_an_ad_platforms()
    {
        var sound = Small.EventsBetween(Start.AddDays(1), Start.AddDays(3)).Where(happened => !happened.IsInvalidation).ToList();
        var impressions = sound
            .Where(happened => happened.Kind == PlatformEventKind.Impression)
            .Sum(happened => (long)happened.Count);
        var clicks = sound.Count(happened => happened.Kind == PlatformEventKind.Click);
        (clicks / (double)impressions).ShouldBeInRange(0.005, 0.02);
        var first = sound
            .Where(happened => happened.Account.Number == 0)
            .GroupBy(happened => happened.TargetId)
            .Select(g => g.Count());
        var ordered = first.OrderDescending().ToList();
        ordered.Take(ordered.Count / 10).Sum().ShouldBeGreaterThan(ordered.Sum() / 4);
        ordered[0].ShouldBeGreaterThan(8 * ordered[ordered.Count / 2]);
    }

    [Fact]
    public void Accounts_lie_in_all_realms_one_at_a_half_hour_and_two_share_an_advertiser_id()
    {
        var accounts = Small.Accounts;
        accounts.Count.ShouldBe(8);
        accounts.Select(account => account.Marketplace.RealmId).Distinct().Order().ShouldBe(["EU", "FE", "NA"]);
        accounts.ShouldContain(account => account.TimeZone == "Asia/Kolkata");
        accounts.Select(account => (account.AdvertiserId, account.Marketplace.Id)).Distinct().Count().ShouldBe(8);
        accounts.Select(account => account.AdvertiserId).Distinct().Count().ShouldBe(7);
        accounts.Select(account => account.ProfileId).Distinct().Count().ShouldBe(8);
        accounts.ShouldAllBe(account => account.EntityId.StartsWith("ENTITY") && long.Parse(account.ProfileId) > 0);
    }

    [Fact]
    public void Entities_name_their_parents_and_every_event_names_entities()
    {
        var known = new HashSet<string>();
        var told = new HashSet<(VirtualAccount, string, string)>();
        foreach (var entity in Small.Entities)
        {
            var document = JsonDocument.Parse(entity.Document).RootElement;
            document.GetProperty("kind").GetString().ShouldBe(entity.Kind);
            foreach (var parent in new[] { "portfolio_id", "campaign_id", "ad_group_id" })
            {
                if (document.TryGetProperty(parent, out var id))
                {
                    known.ShouldContain(id.GetString()!);
                }
            }

            told.Add((entity.Account, entity.Kind, entity.Id)).ShouldBeTrue();
            known.Add(entity.Id);
        }

        foreach (var happened in Small.EventsBetween(Start.AddHours(20), Start.AddHours(21)))
        {
            known.IsSupersetOf([happened.CampaignId, happened.AdGroupId, happened.AdId, happened.TargetId]).ShouldBeTrue();
        }

        Small
            .Accounts.SelectMany(account => account.Spaces[0].Targets)
            .Select(target => target.MatchType)
            .Distinct()
            .Order()
            .ShouldBe(["BROAD", "EXACT", "PHRASE", "TARGETING_EXPRESSION", "TARGETING_EXPRESSION_PREDEFINED"]);
    }

    [Fact]
    public void Options_out_of_bounds_are_told_all_at_once()
    {
        var fault = Should.Throw<ArgumentException>(() => new VirtualPlatform(1, new() { Accounts = 0, EventsPerHour = -1 }));
        fault.Message.ShouldContain("Accounts is 0, must be from 1 to 200");
        fault.Message.ShouldContain("EventsPerHour is -1");
    }

    private static List<string> Lines(VirtualPlatform platform, DateTimeOffset from, DateTimeOffset to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var lines = new List<string>();
        foreach (var happened in platform.EventsBetween(from, to))
        {
            bytes.ResetWrittenCount();
            EventLineWriter.Write(in happened, bytes);
            lines.Add(System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan));
        }

        return lines;
    }
}
