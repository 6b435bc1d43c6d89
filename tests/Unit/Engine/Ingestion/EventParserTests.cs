using System.Text;
using CsCheck;
using Millrace.Engine.Ingestion;

namespace Millrace.Unit.Engine.Ingestion;

public sealed class EventParserTests
{
    private const string Rest =
        "\"advertiser_id\":\"A1\",\"marketplace_id\":\"M1\",\"campaign_id\":\"c1\",\"ad_group_id\":\"g1\",\"ad_id\":\"a1\",\"placement\":\"Top\"";
    private const string Target = "\"keyword_id\":\"k1\"";
    private const string Time = "\"time\":\"2026-07-12T13:05:09-03:00\"";
    private const string Impression = $"{{\"type\":\"impression\",{Time},{Target},{Rest}}}";
    private readonly EventParser parser = new();

    [Fact]
    public void Every_field_is_read_the_first_time_and_the_next()
    {
        var line = Encoding.UTF8.GetBytes(
            $"{{\"type\":\"invalidation\",\"invalidates_type\":\"click\",\"event_id\":\"e2\",\"invalidates_event_id\":\"e1\",\"ad_product\":\"SP\",\"count\":1,\"cost\":12.000345,\"currency\":\"EUR\",\"keyword_text\":\"靴 für 2\",\"match_type\":\"EXACT\",{Time},\"target_id\":\"t1\",{Rest}}}"
        );
        for (var times = 0; times < 2; times++)
        {
            var parsed = default(EventLine);
            parser.Parse(line, ref parsed).ShouldBeNull();
            (parsed.Kind, parsed.Invalidates).ShouldBe((EventKind.Invalidation, EventKind.Click));
            (parsed.Time, parsed.Count, parsed.CostMicros).ShouldBe((1_783_872_309, 1, 12_000_345));
            Text(parsed.EventId, parsed.InvalidatesEventId, parsed.Currency).ShouldBe("e2 e1 EUR");
            Text(parsed.AdvertiserId, parsed.MarketplaceId, parsed.Placement).ShouldBe("A1 M1 Top");
            Text(parsed.CampaignId, parsed.AdGroupId, parsed.AdId).ShouldBe("c1 g1 a1");
            Text(parsed.TargetId, parsed.MatchType, parsed.KeywordText).ShouldBe("t1 EXACT 靴 für 2");
        }
    }

    [Fact]
    public void What_an_earlier_line_had_is_not_in_a_later_one()
    {
        var parsed = default(EventLine);
        var more = Impression.Replace(
            Time,
            $"\"event_id\":\"e1\",\"currency\":\"EUR\",\"count\":7,\"cost\":1.5,{Time}",
            StringComparison.Ordinal
        );
        foreach (var line in new[] { more, Impression, more, Impression })
        {
            parser.Parse(Encoding.UTF8.GetBytes(line), ref parsed).ShouldBeNull();
        }

        Text(parsed.EventId, parsed.Currency, parsed.TargetId).ShouldBe("  k1");
        (parsed.Count, parsed.CostMicros).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData(Time, "", "time is missing")]
    [InlineData(Time, "\"time\":\"2026-07-12T13:05:09\"", "time must be ISO 8601")]
    [InlineData(Time, "\"time\":\"2026-07-12T13:05+03:00\"", "time must be ISO 8601")]
    [InlineData(Time, "\"time\":\"2026-02-29T13:05:09Z\"", "time must be ISO 8601")]
    [InlineData(Time, "\"time\":17", "time must be a text")]
    [InlineData(Target, "", "keyword_id is missing")]
    [InlineData(Target, $"{Target},\"target_id\":\"t1\"", "send one of them")]
    [InlineData(Target, $"{Target},{Target}", "field keyword_id stands twice")]
    [InlineData(Target, $"{Target},\"cost\":0.1234567", "cost must have at most 6 decimals")]
    [InlineData(Target, $"{Target},\"cost\":-1", "cost must be from 0 to 1000000000")]
    [InlineData(Target, $"{Target},\"cost\":\"1\"", "cost must be a number")]
    [InlineData(Target, $"{Target},\"count\":0", "count must be a whole number from 1")]
    [InlineData(Target, $"{Target},\"count\":1.5", "count must be a whole number from 1")]
    [InlineData(Target, $"{Target},\"count\":01", "not valid JSON at byte")]
    [InlineData(Target, $"{Target},\"event_id\":\"\"", "event_id must have 1 to 64 bytes")]
    [InlineData(Target, $"{Target},\"x\":\"\\ud800\",\"\\ud800\":1", "broken escape")]
    [InlineData("\"impression\"", "\"view\"", "unknown type")]
    [InlineData("\"impression\"", "\"click\"", "event_id is missing")]
    [InlineData("\"impression\"", "\"click\",\"event_id\":\"e\",\"count\":2", "a click counts once")]
    [InlineData("\"impression\"", "\"invalidation\",\"event_id\":\"e\"", "invalidates_type is missing")]
    [InlineData("\"impression\"", "\"impression\",\"ad_product\":\"SB\"", "ad_product must be SP")]
    [InlineData("}", "}}", "not valid JSON at byte")]
    [InlineData("{", "[{", "not a JSON object")]
    public void A_bad_line_is_refused_with_words_by_which_it_can_be_mended(string old, string odd, string words)
    {
        var line = Impression.Replace(old, odd, StringComparison.Ordinal).Replace(",,", ",", StringComparison.Ordinal);
        Reason(Impression).ShouldBeNull();
        Reason(line).ShouldNotBeNull().ShouldContain(words);
        Reason(Impression).ShouldBeNull();
    }

    [Fact]
    public void A_line_that_is_not_UTF8_is_refused_wherever_the_bytes_are()
    {
        foreach (var name in new[] { "keyword_text", "note" })
        {
            byte[] line =
            [
                .. "{\""u8,
                .. Encoding.UTF8.GetBytes(name),
                .. "\":\"a"u8,
                0xC3,
                .. "\","u8,
                .. Encoding.UTF8.GetBytes(Impression[1..]),
            ];
            var parsed = default(EventLine);
            parser.Parse(line, ref parsed).ShouldNotBeNull().ShouldContain("not valid UTF-8");
        }
    }

    [Fact]
    public void The_first_second_of_1970_is_a_time()
    {
        Reason(Impression.Replace("2026-07-12T13:05:09-03:00", "1970-01-01T00:00:00Z", StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void Escapes_are_taken_for_what_they_stand_for()
    {
        var parsed = default(EventLine);
        var line = Impression
            .Replace("\"k1\"", "\"k\\u0031\\\"\"", StringComparison.Ordinal)
            .Replace("\"type\"", "\"\\u0074ype\"", StringComparison.Ordinal)
            .Replace("-03:00\"", "\\u002d03:00\"", StringComparison.Ordinal);
        parser.Parse(Encoding.UTF8.GetBytes(line), ref parsed).ShouldBeNull();
        Text(parsed.TargetId, parsed.CampaignId, parsed.Placement).ShouldBe("k1\" c1 Top");
        parsed.Time.ShouldBe(1_783_872_309);
    }

    [Fact]
    public void Unknown_fields_are_told_once_and_at_most_eight()
    {
        for (var number = 0; number < 300; number++)
        {
            // More names than any table keeps, some longer than one comparison.
            var name = new string('n', number % 40) + (number / 2);
            Reason(Impression.Replace(Time, $"\"{name}\":{number},\"{name}x\":\"y\",{Time}", StringComparison.Ordinal))
                .ShouldBeNull();
        }

        parser.UnknownFields.ShouldBe(["0", "0x", "n0", "n0x", "nn1", "nn1x", "nnn1", "nnn1x"], ignoreOrder: true);
    }

    [Fact]
    public void Money_is_read_to_the_millionth() =>
        Gen.Select(Gen.Long[0, 1_000_000_000_000_000], Gen.Int[0, 6])
            .Sample(
                (micros, decimals) =>
                {
                    var unit = (long)Math.Pow(10, 6 - decimals);
                    micros = micros / unit * unit;
                    var cost = (micros / 1_000_000m).ToString($"F{decimals}", System.Globalization.CultureInfo.InvariantCulture);
                    var parsed = default(EventLine);
                    var line = Impression.Replace(Time, $"\"cost\":{cost},{Time}", StringComparison.Ordinal);
                    new EventParser().Parse(Encoding.UTF8.GetBytes(line), ref parsed).ShouldBeNull();
                    parsed.CostMicros.ShouldBe(micros);
                },
                iter: 2000
            );

    private string? Reason(string line)
    {
        var parsed = default(EventLine);
        return parser.Parse(Encoding.UTF8.GetBytes(line), ref parsed);
    }

    private static string Text(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third) =>
        $"{Encoding.UTF8.GetString(first)} {Encoding.UTF8.GetString(second)} {Encoding.UTF8.GetString(third)}";
}
