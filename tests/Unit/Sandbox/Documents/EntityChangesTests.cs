using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>What the platform tells of entities is one function of seed and time, and looks like a campaign manager at work.</summary>
public sealed class EntityChangesTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Platform = new(7, new() { Start = Start });

    [Fact]
    public void The_same_interval_in_pieces_gives_the_same_changes_in_the_same_order_whoever_is_asked()
    {
        var whole = Platform.ChangesBetween(Start.AddHours(40), Start.AddHours(52)).ToList();
        var cuts = new[] { 0, 1, 299, 300, 301, 3600, 3601, 5555, 9000, 43_200 };
        var other = new VirtualPlatform(7, Platform.Options);
        var pieces = cuts.Zip(cuts.Skip(1))
            .Reverse()
            .Select(cut =>
                other.ChangesBetween(Start.AddHours(40).AddSeconds(cut.First), Start.AddHours(40).AddSeconds(cut.Second)).ToList()
            )
            .Reverse()
            .SelectMany(piece => piece);
        whole.Count.ShouldBeGreaterThan(300);
        pieces.Select(Text).ShouldBe(whole.Select(Text));
        whole.Select(told => told.ArrivesAt).ShouldBeInOrder();
        new VirtualPlatform(8, Platform.Options)
            .ChangesBetween(Start.AddHours(40), Start.AddHours(52))
            .Select(Text)
            .ShouldNotBe(whole.Select(Text));

        static string Text(PlatformEntity told) => $"{told.Account} {told.ArrivesAt} {told.Document}";
    }

    [Fact]
    public void A_seed_gives_the_same_entities_on_every_machine_and_runtime()
    {
        var lines = Platform.Entities.Concat(Platform.ChangesBetween(Start, Start.AddHours(30))).Select(told => told.Document);
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16].ShouldBe("8C4788C3F432B4B8");
    }

    [Fact]
    public void An_entity_changes_at_most_once_in_a_slice_and_not_in_the_first()
    {
        Platform.ChangesBetween(Start, Start + VirtualPlatform.Slice).ShouldBeEmpty();
        Platform
            .ChangesBetween(Start, Start.AddHours(60))
            .GroupBy(told => (told.ArrivesAt / 300, told.Account, told.Kind, told.Id))
            .ShouldAllBe(slice => slice.Count() == 1);
    }

    [Fact]
    public void All_kinds_change_and_only_what_exists_and_nothing_after_it_is_gone()
    {
        var known = Platform.Entities.Select(told => (told.Account, told.Kind, told.Id)).ToHashSet();
        var gone = new HashSet<(VirtualAccount, string, string)>();
        var actors = new HashSet<string>();
        var kinds = new Dictionary<string, int>();
        foreach (var told in Platform.ChangesBetween(Start, Start.AddDays(6)))
        {
            var key = (told.Account, told.Kind, told.Id);
            known.ShouldContain(key);
            gone.ShouldNotContain(key);
            kinds[told.Kind] = kinds.GetValueOrDefault(told.Kind) + 1;
            var line = JsonDocument.Parse(told.Document).RootElement;
            line.GetProperty("id").GetString().ShouldBe(told.Id);
            actors.Add(line.TryGetProperty("actor", out var actor) ? actor.GetString()! : "");
            if (line.TryGetProperty("deleted", out _))
            {
                gone.Add(key);
            }
        }

        string[] all =
        [
            "ad",
            "ad_group",
            "ad_group_target",
            "advertiser",
            "campaign",
            "creative",
            "deal",
            "flight",
            "keyword",
            "portfolio",
            "target",
        ];
        kinds.Keys.Order().ShouldBe(all);
        gone.Select(key => key.Item2).Distinct().Order().ShouldBe(["ad", "campaign", "keyword", "target"]);
        actors.Count.ShouldBe(5);
        (kinds.Values.Sum() / 6.0).ShouldBeInRange(700, 3000, "a few changes in every slice");
    }

    [Fact]
    public void A_usual_day_uses_30_to_140_percent_of_most_daily_budgets()
    {
        var books = new DocumentBooks();
        books.Add(Platform.Entities, Start);
        var daily = Platform
            .Entities.Where(told =>
                told.Kind == "campaign"
                && told.Document.Contains("\"budget\":{")
                && told.Document.Contains("\"recurrence\":\"DAILY\"")
            )
            .ToDictionary(
                told => (told.Account, told.Id),
                told => JsonDocument.Parse(told.Document).RootElement.GetProperty("budget").GetProperty("amount").GetDecimal()
            );
        daily.Count.ShouldBeGreaterThan(40);
        var spent = new Dictionary<(VirtualAccount, string), decimal>();
        foreach (var happened in Platform.EventsBetween(Start.AddDays(1), Start.AddDays(3)))
        {
            var key = (happened.Account, happened.CampaignId);
            var sign = happened.IsInvalidation ? -1 : 1;
            spent[key] = spent.GetValueOrDefault(key) + (sign * happened.CostMicros / 2_000_000m);
        }

        var usages = daily.Select(budget => (double)(spent.GetValueOrDefault(budget.Key) / budget.Value)).ToList();
        usages.Count(usage => usage is > 0.25 and < 1.6).ShouldBeGreaterThan(daily.Count * 9 / 10);
        usages.Count(usage => usage > 1).ShouldBeGreaterThan(5);
    }
}
