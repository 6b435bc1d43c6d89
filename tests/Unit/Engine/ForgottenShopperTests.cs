using System.Globalization;
using System.Text.Json;

namespace Millrace.Unit.Engine;

/// <summary>A shopper that is forgotten by a whole engine, which then crashes.</summary>
public sealed class ForgottenShopperTests
{
    private readonly EngineRig rig = new("Asia/Kolkata");
    private int sent;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 5)]
    [InlineData(true, 200)]
    public void A_shopper_stays_forgotten_and_what_was_credited_stays_whenever_the_engine_crashes(bool isPaging, int pages)
    {
        Send(Click("c1", "ann"), Purchase("p1", "ann"), Click("c2", "bob"));
        if (isPaging)
        {
            rig.BeginPaging();
        }

        rig.Forget("ann");
        for (var page = 0; page < pages; page++)
        {
            Send(Click($"more {page}", "eve"));
        }

        rig.Crash();
        Send(Purchase("p2", "ann"), Purchase("p3", "bob"));
        rig.Crash();
        rig.UnattributedPurchases.ShouldBe(1);
        Conversions().ShouldBe(2);
    }

    [Fact]
    public void A_return_that_comes_after_the_forgetting_changes_nothing_of_what_was_credited()
    {
        Send(Click("c1", "ann"), Purchase("p1", "ann"));
        rig.Forget("ann");
        Send(
            Purchase("r1", "ann").Replace("\"purchase\"", "\"return\",\"invalidates_event_id\":\"p1\"", StringComparison.Ordinal)
        );

        Conversions().ShouldBe(1);
        Sum("attributed_sales_1d").ShouldBe(2.5m);
    }

    [Fact]
    public void A_shopper_of_whom_nothing_is_known_leaves_no_trace()
    {
        Send(Click("c1", "ann"));
        var entries = rig.Journal.Count;

        rig.Forget("bob");
        rig.Journal.Count.ShouldBe(entries);
        rig.Forget("ann");
        rig.Journal.Count.ShouldBe(entries + 1);
        rig.Forget("ann");
        rig.Journal.Count.ShouldBe(entries + 1);
    }

    private void Send(params string[] lines) => rig.Send($"b{++sent}", lines).Batch.Refused.ShouldBeEmpty();

    private decimal Conversions() => Sum("attributed_conversions_1d");

    private decimal Sum(string metric)
    {
        rig.Now += 3 * 3600;
        rig.Turn();
        return rig
            .Blocks.SelectMany(block => Rendered.Messages(block.Data))
            .Select(body => JsonSerializer.Deserialize<JsonElement>(body))
            .Where(record => record.GetProperty("dataset_id").GetString() == "sp-conversion")
            .Sum(record => decimal.Parse(record.GetProperty(metric).GetRawText(), CultureInfo.InvariantCulture));
    }

    private string Click(string id, string shopper) =>
        $$"""{"event_id":"{{id}}","type":"click","time":"{{Time}}","advertiser_id":"ADV0","marketplace_id":"MKT","campaign_id":"1","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Other on-Amazon","shopper_id":"{{shopper}}","cost":0.25}""";

    private string Purchase(string id, string shopper) =>
        $$"""{"event_id":"{{id}}","type":"purchase","time":"{{Time}}","advertiser_id":"ADV0","marketplace_id":"MKT","shopper_id":"{{shopper}}","sku":"S1","sales":2.5}""";

    private string Time =>
        DateTimeOffset.FromUnixTimeSeconds(rig.Now - 600).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
