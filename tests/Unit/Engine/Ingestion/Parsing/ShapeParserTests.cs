using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

public sealed class ShapeParserTests
{
    private const string Line =
        "{\"type\":\"impression\",\"time\":\"2026-07-12T13:05:09Z\",\"advertiser_id\":\"A1\",\"marketplace_id\":\"M1\",\"ad_product\":\"SP\",\"campaign_id\":\"c1\",\"ad_group_id\":\"g1\",\"ad_id\":\"a1\",\"keyword_id\":\"k1\",\"placement\":\"Top\"}";

    private readonly ShapeParser parser = new(new UnknownNames());

    [Theory]
    [InlineData("", "")]
    [InlineData("\":", "\": ")]
    [InlineData("}", "}\r")]
    [InlineData("{", " { ")]
    [InlineData("13:05:09Z", "13:05:09.1234567+05:30")]
    [InlineData("2026-07-12", "1969-07-20")]
    [InlineData("\"c1\"", "\"靴 für 2\"")]
    [InlineData("\"c1\"", "\"c0000000000000000000000000000000000000000000000001\"")]
    [InlineData("\"impression\"", "\"click\",\"event_id\":\"e1\",\"cost\":0.75")]
    [InlineData("\"impression\"", "\"invalidation\",\"invalidates_type\":\"impression\",\"event_id\":\"e1\"")]
    [InlineData("\"SP\"", "\"SB\"")]
    [InlineData("\"SP\"", "\"DSP\",\"supply_cost\":0.75,\"audience_fee\":1")]
    [InlineData("}", ",\"count\":12}")]
    [InlineData("}", ",\"note\":\"\"}")]
    [InlineData("}", ",\"bid\":-0.5,\"is_test\":false,\"more\":null}")]
    [InlineData("}", ",\"a_name_that_is_longer_than_what_is_compared_in_one_step\":\"x\"}")]
    public void Usual_forms_are_not_left_to_the_exact_path(string old, string form)
    {
        var line = old.Length == 0 ? Line : Line.Replace(old, form, StringComparison.Ordinal);
        foreach (var next in new[] { Line, line, Line, line })
        {
            var parsed = default(EventLine);
            parser.Parse(Encoding.UTF8.GetBytes(next), ref parsed).ShouldBeGreaterThan(0, next);
        }
    }

    [Theory]
    [InlineData("click_to_apply")]
    [InlineData("rental")]
    [InlineData("purchase\",\"sku\":\"s1\",\"units\":2,\"sales\":19.98,\"currency\":\"USD")]
    [InlineData("return\",\"invalidates_event_id\":\"e2\",\"units\":0,\"sales\":19.98,\"currency\":\"USD")]
    [InlineData("invalidation\",\"invalidates_type\":\"click_to_apply\",\"invalidates_event_id\":\"e2")]
    public void Deeds_are_not_left_to_the_exact_path(string type)
    {
        // A click first: one word begins with another.
        var click = Line.Replace("\"impression\"", "\"click\",\"event_id\":\"e1\"", StringComparison.Ordinal);
        var deed =
            $"{{\"type\":\"{type}\",\"event_id\":\"e1\",\"time\":\"2026-07-12T13:05:09Z\",\"shopper_id\":\"h1\",\"advertiser_id\":\"A1\",\"marketplace_id\":\"M1\"}}";
        foreach (var line in new[] { click, deed, click, deed })
        {
            var parsed = default(EventLine);
            parser.Parse(Encoding.UTF8.GetBytes(line), ref parsed).ShouldBeGreaterThan(0, line);
        }
    }

    [Fact]
    public void A_known_shape_costs_no_object()
    {
        var line = Encoding.UTF8.GetBytes(Line);
        var parsed = default(EventLine);
        parser.Parse(line, ref parsed).ShouldBeGreaterThan(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var times = 0; times < 1000; times++)
        {
            parser.Parse(line, ref parsed);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
