using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Engine;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Publication;

/// <summary>For how long each dataset changes, where it is said by dataset.</summary>
public sealed class HorizonTests
{
    private const long Day = 86_400;

    private readonly EngineRig rig = new(
        With(
            ("sp-traffic", TimeSpan.FromHours(24)),
            ("sb-clickstream", TimeSpan.FromDays(10)),
            ("sp-conversion", TimeSpan.FromDays(5))
        ),
        ["Asia/Kolkata"]
    );

    private int batches;

    [Fact]
    public void An_invalidation_is_taken_for_as_long_as_its_own_dataset_changes()
    {
        Refused(Ad("SP", "click", 23, "\"event_id\":\"c1\"")).ShouldBeNull();
        Refused(Ad("SP", "click", 25, "\"event_id\":\"c2\"")).ShouldBeNull();
        Refused(Invalidation("SP", 23, "c1")).ShouldBeNull();
        Refused(Invalidation("SP", 25, "c2")).ShouldBe("time is older than 24 h, until which traffic may be invalidated");
        Refused(Invalidation("SB", 72, "c3")).ShouldBeNull();
        Refused(Invalidation("SB", 74, "c4")).ShouldBe("time is older than 73 h, until which traffic may be invalidated");
    }

    [Fact]
    public void A_deed_is_taken_for_as_long_as_any_dataset_changes_and_each_changes_by_its_own_horizon()
    {
        // The touches of two ad products, by one shopper.
        foreach (var product in (string[])["SP", "SB"])
        {
            Refused(Ad(product, "click", 0, $"\"event_id\":\"t-{product}\",\"shopper_id\":\"X\"")).ShouldBeNull();
        }

        rig.Now += 12 * Day;
        Refused(Deed("purchase", 11 * Day, "d1", ",\"sku\":\"S\",\"sales\":5")).ShouldBeNull();
        Refused(Deed("branded_search", 11 * Day, "d2", "")).ShouldBeNull();
        rig.Now += Day / 12;
        rig.Turn();

        // SP conversions of the touch are frozen after 5 days, SB clickstream after 10, SB conversions after 60.
        Sum("sp-conversion", "attributed_conversions_14d").ShouldBe(0);
        Sum("sb-clickstream", "attributed_branded_searches_14d").ShouldBe(0);
        Sum("sb-conversion", "attributed_conversions_14d").ShouldBe(1);
    }

    [Fact]
    public void An_attributed_conversion_is_refused_by_the_horizon_of_the_dataset_in_which_it_counts()
    {
        const string refused = "time is older than {0}, for which conversions may change: bring old data in by the import mode";
        Refused(Attributed("SB", "purchase", 20, "a1")).ShouldBeNull();
        Refused(Attributed("SB", "branded_search", 9, "a2")).ShouldBeNull();
        Refused(Attributed("SB", "branded_search", 20, "a3"))
            .ShouldBe(string.Format(CultureInfo.InvariantCulture, refused, "10 days"));
        Refused(Attributed("SP", "purchase", 4, "a4")).ShouldBeNull();
        Refused(Attributed("SP", "purchase", 6, "a5")).ShouldBe(string.Format(CultureInfo.InvariantCulture, refused, "5 days"));
    }

    [Fact]
    public void A_batch_is_known_when_it_comes_again_and_has_become_too_old_for_a_dataset()
    {
        var lines = new[] { Attributed("SB", "branded_search", 9, "a1"), Attributed("SB", "purchase", 9, "a2") };
        rig.Send("again", lines).Verdict!.Value.Outcome.ShouldBe(PartOutcome.Accepted);
        rig.Now += 3 * Day;
        rig.Send("again", lines).Verdict!.Value.Outcome.ShouldBe(PartOutcome.Accepted);
        rig.Send("again", lines).Verdict!.Value.Repeated.ShouldBe(1);
        rig.Turn();

        Sum("sb-clickstream", "attributed_branded_searches_14d").ShouldBe(1);
        Sum("sb-conversion", "attributed_conversions_14d").ShouldBe(1);
    }

    private static PublicationPolicies With(params (string Dataset, TimeSpan Horizon)[] horizons) =>
        horizons.Aggregate(
            PublicationPolicies.Default,
            (policies, one) =>
                Datasets.Find(one.Dataset) is { } dataset
                    ? policies.With(dataset, policies[dataset] with { Horizon = one.Horizon })
                    : throw new ArgumentException(one.Dataset)
        );

    private string? Refused(string line) => rig.Send($"b{batches++}", [line]).Batch.Refused.SingleOrDefault()?.Reason;

    private decimal Sum(string dataset, string metric)
    {
        Datasets.Find(dataset)!.Fields.ShouldContain(field => field.Name == metric);
        var sum = 0m;
        foreach (var block in rig.Blocks.Where(block => block.Dataset == dataset))
        {
            foreach (var body in Rendered.Messages(block.Data))
            {
                using var json = JsonDocument.Parse(body);
                sum += json.RootElement.GetProperty(metric).GetDecimal();
            }
        }

        return sum;
    }

    private string Ad(string product, string type, int hoursAgo, string more) =>
        Line(type, hoursAgo * 3600L, $"\"ad_product\":\"{product}\",{Ids},{more}");

    private string Invalidation(string product, int hoursAgo, string click) =>
        Ad(
            product,
            "invalidation",
            hoursAgo,
            $"\"event_id\":\"i-{click}\",\"invalidates_type\":\"click\",\"invalidates_event_id\":\"{click}\""
        );

    private string Deed(string type, long secondsAgo, string id, string more) =>
        Line(type, secondsAgo, $"\"event_id\":\"{id}\",\"shopper_id\":\"X\"{more}");

    private string Attributed(string product, string type, int daysAgo, string id) =>
        Line(
            "attributed_conversion",
            daysAgo * Day,
            $"\"ad_product\":\"{product}\",{Ids},\"event_id\":\"{id}\",\"conversion_type\":\"{type}\",\"conversion_time\":\"{Time(daysAgo * Day)}\""
        );

    private const string Ids =
        "\"campaign_id\":\"1\",\"ad_group_id\":\"1\",\"ad_id\":\"1\",\"keyword_id\":\"1\",\"placement\":\"Other\"";

    private string Line(string type, long secondsAgo, string more) =>
        $"{{\"type\":\"{type}\",\"time\":\"{Time(secondsAgo)}\",\"advertiser_id\":\"ADV0\",\"marketplace_id\":\"MKT\",{more}}}";

    private string Time(long secondsAgo) =>
        DateTimeOffset
            .FromUnixTimeSeconds(rig.Now - secondsAgo)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
