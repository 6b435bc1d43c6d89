using System.Globalization;
using System.Text.Json;

namespace Millrace.Unit.Engine;

/// <summary>Conversions that the platform attributes itself.</summary>
public sealed class AttributedConversionTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(44)]
    public void A_conversion_is_taken_back_once_however_late_it_is_tried_again(int days)
    {
        var rig = new EngineRig("Asia/Kolkata");
        var clicked = rig.Now - (13 * 86_400);
        rig.Send("b1", [Line("attributed_conversion", "e1", clicked)]);
        rig.Send("b2", [Line("invalidation", "e2", clicked)]);
        for (var day = 0; day < days; day++)
        {
            rig.Now += 86_400;
            rig.Turn();
        }

        rig.Send("b3", [Line("invalidation", "e3", clicked), Line("attributed_conversion", "e1", clicked)]);
        rig.Now += 7200;
        rig.Turn();

        var conversions = rig
            .Blocks.SelectMany(block => Rendered.Messages(block.Data))
            .Sum(body => JsonElement.Parse(body).GetProperty("attributed_conversions_1d").GetInt64());
        conversions.ShouldBe(0);
    }

    private static string Line(string type, string id, long time)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var taken =
            type == "invalidation" ? "\"invalidates_type\":\"attributed_conversion\",\"invalidates_event_id\":\"e1\"," : "";
        return $"{{\"type\":\"{type}\",\"event_id\":\"{id}\",{taken}\"time\":\"{at}\",\"conversion_time\":\"{at}\",\"advertiser_id\":\"ADV0\","
            + "\"marketplace_id\":\"MKT\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"4\",\"placement\":\"Top\"}";
    }
}
