using System.Text;
using CsCheck;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Parsing;

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
    [InlineData(Target, "", "keyword_id or target_id is missing")]
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
    [InlineData(
        "\"impression\"",
        "\"click\",\"event_id\":\"e\",\"count\":2",
        "a click and an event with a shopper_id count once: send one line for each"
    )]
    [InlineData("\"impression\"", "\"invalidation\",\"event_id\":\"e\"", "invalidates_type is missing")]
    [InlineData("\"impression\"", "\"impression\",\"ad_product\":\"sp\"", "ad_product must be one of SP, SB, SD, DSP")]
    [InlineData("\"impression\"", "\"impression\",\"shopper_id\":\"h\"", "event_id is missing")]
    [InlineData("\"impression\"", "\"impression\",\"shopper_id\":\"h\",\"event_id\":\"e\",\"count\":2", "count once")]
    [InlineData(
        "\"impression\"",
        "\"impression\",\"supply_cost\":1",
        "supply_cost does not belong to impression of SP: leave it"
    )]
    [InlineData("\"impression\"", "\"impression\",\"sales\":1", "sales does not belong to impression of SP: leave it out")]
    [InlineData("\"impression\"", "\"impression\",\"units\":1", "units does not belong to impression of SP: leave it out")]
    [InlineData(
        "\"impression\"",
        "\"impression\",\"invalidates_type\":\"click\"",
        "invalidates_type does not belong to impression"
    )]
    [InlineData("\"impression\"", "\"impression\",\"invalidates_event_id\":\"e\"", "invalidates_event_id does not belong to")]
    [InlineData("}", "}}", "not valid JSON at byte")]
    [InlineData("{", "[{", "not a JSON object")]
    public void A_bad_line_is_refused_with_words_by_which_it_can_be_mended(string old, string odd, string words)
    {
        var line = Impression.Replace(old, odd, StringComparison.Ordinal).Replace(",,", ",", StringComparison.Ordinal);
        Reason(Impression).ShouldBeNull();
        Reason(line).ShouldNotBeNull().ShouldContain(words);
        Reason(Impression).ShouldBeNull();
    }

    [Theory]
    [InlineData("SP", "fee", "", "fee is no event of ad_product SP")]
    [InlineData("SP", "viewable_impression", "", "viewable_impression is no event of ad_product SP")]
    [InlineData("SB", "video_start", "", "video_start is no event of ad_product SB")]
    [InlineData("SB", "measurable_impression", "", "measurable_impression is no event of ad_product SB")]
    [InlineData("SD", "video_complete", "", "video_complete is no event of ad_product SD")]
    [InlineData("DSP", "video_5_second_view", "", "video_5_second_view is no event of ad_product DSP")]
    [InlineData("DSP", "impression", "\"cost\":1", "cost does not belong to impression of DSP: leave it out")]
    [InlineData("DSP", "video_start", "\"supply_cost\":1", "supply_cost does not belong to video_start of DSP")]
    [InlineData("DSP", "fee", "\"console_fee\":0.1234567", "console_fee must have at most 6 decimals")]
    [InlineData("DSP", "fee", "\"agency_fee\":-1", "agency_fee must be from 0 to 1000000000")]
    [InlineData("DSP", "fee", "\"audience_fee\":\"1\"", "audience_fee must be a number of at most 28 characters")]
    [InlineData("SB", "viewable_impression", "\"cost\":1", "cost does not belong to viewable_impression of SB")]
    [InlineData("SB", "video_complete", "\"cost\":1", "cost does not belong to video_complete of SB")]
    [InlineData("SD", "viewable_impression", "\"shopper_id\":\"h\"", "shopper_id does not belong to viewable_impression of SD")]
    [InlineData("SD", "impression", "\"console_fee\":1", "console_fee does not belong to impression of SD")]
    public void What_an_ad_product_does_not_have_is_refused_with_words_by_which_it_can_be_mended(
        string product,
        string type,
        string more,
        string words
    )
    {
        var line = Line($"\"type\":\"{type}\",\"ad_product\":\"{product}\",{Time},{Target},{Rest}", more);
        Reason(line).ShouldNotBeNull().ShouldContain(words);
    }

    [Theory]
    [InlineData("SP", "campaign_id ad_group_id ad_id keyword_id placement")]
    [InlineData("SB", "campaign_id ad_group_id ad_id keyword_id placement")]
    [InlineData("SD", "campaign_id ad_group_id ad_id keyword_id")]
    [InlineData("DSP", "campaign_id")]
    public void An_event_of_an_ad_says_what_it_is_about(string product, string names)
    {
        foreach (var type in new[] { "impression", "attributed_conversion" })
        {
            var start =
                $"\"type\":\"{type}\",\"ad_product\":\"{product}\",{Time},\"advertiser_id\":\"A1\",\"marketplace_id\":\"M1\"";
            var attributed = type == "impression" ? "" : "\"event_id\":\"e\",\"conversion_time\":\"2026-07-13T00:00:00Z\"";
            var fields = names.Split(' ').Select(name => $"\"{name}\":\"x\"").ToList();
            Reason(Line(start, attributed, string.Join(',', fields))).ShouldBeNull();
            foreach (var (name, field) in names.Split(' ').Zip(fields))
            {
                var others = string.Join(',', fields.Where(other => other != field));
                Reason(Line(start, attributed, others)).ShouldNotBeNull().ShouldMatch($"{name}( or target_id)? is missing");
            }
        }
    }

    [Theory]
    [InlineData("purchase", "\"sku\":\"s\",\"units\":2,\"sales\":19.98", null)]
    [InlineData("purchase", "\"units\":2", "sku is missing")]
    [InlineData("purchase", "\"sku\":\"s\",\"units\":-1", "units must be a whole number from 0 to 1000000000")]
    [InlineData(
        "purchase",
        "\"sku\":\"s\",\"sales\":-1",
        "sales must be from 0 to 1000000000: what is taken back or returned is"
    )]
    [InlineData("purchase", "\"sku\":\"s\",\"count\":1", "count does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"cost\":1", "cost does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"ad_product\":\"SP\"", "ad_product does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"campaign_id\":\"c\"", "campaign_id does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"target_id\":\"t\"", "keyword_id does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"keyword_text\":\"t\"", "keyword_text does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"country\":\"US\"", "country does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"flight_id\":\"f\"", "flight_id does not belong to purchase: leave it out")]
    [InlineData("purchase", "\"sku\":\"s\",\"invalidates_event_id\":\"e\"", "invalidates_event_id does not belong to purchase")]
    [InlineData("page_view", "\"sku\":\"s\"", null)]
    [InlineData("page_view", "", "sku is missing")]
    [InlineData("add_to_cart", "\"sku\":\"s\",\"units\":1", "units does not belong to add_to_cart: leave it out")]
    [InlineData("branded_search", "", null)]
    [InlineData("branded_search", "\"sales\":1", "sales does not belong to branded_search: leave it out")]
    [InlineData("off_platform_purchase", "\"sales\":1", null)]
    [InlineData("off_platform_purchase", "\"units\":1", "units does not belong to off_platform_purchase: leave it out")]
    [InlineData("return", "\"invalidates_event_id\":\"p\",\"units\":1", null)]
    [InlineData("return", "\"units\":1", "invalidates_event_id is missing")]
    [InlineData("return", "\"invalidates_event_id\":\"p\",\"placement\":\"Top\"", "placement does not belong to return")]
    [InlineData("return", "\"invalidates_event_id\":\"p\",\"invalidates_type\":\"purchase\"", "invalidates_type does not belong")]
    [InlineData("invalidation", "\"invalidates_event_id\":\"p\"", "invalidates_type is missing")]
    [InlineData("invalidation", "\"invalidates_type\":\"branded_search\"", "invalidates_event_id is missing")]
    [InlineData("invalidation", "\"invalidates_type\":\"branded_search\",\"invalidates_event_id\":\"p\"", null)]
    [InlineData(
        "invalidation",
        "\"invalidates_type\":\"return\"",
        "invalidates_type must be the type of an event that can be taken"
    )]
    [InlineData("invalidation", "\"invalidates_type\":\"purchase\",\"invalidates_event_id\":\"p\"", "sku is missing")]
    public void A_deed_has_its_fields_and_no_other(string type, string more, string? words)
    {
        const string Deed = "\"event_id\":\"e1\",\"shopper_id\":\"h1\",\"advertiser_id\":\"A1\",\"marketplace_id\":\"M1\"";
        var line = Line($"\"type\":\"{type}\",{Time},{Deed}", more);
        if (words is null)
        {
            Reason(line).ShouldBeNull();
            Reason(line.Replace("\"event_id\":\"e1\",", "", StringComparison.Ordinal))
                .ShouldBe("event_id is missing: clicks, shoppers' events and invalidations are told apart by it");
            Reason(line.Replace("\"shopper_id\":\"h1\",", "", StringComparison.Ordinal)).ShouldBe("shopper_id is missing");
        }
        else
        {
            Reason(line).ShouldNotBeNull().ShouldContain(words);
        }
    }

    [Theory]
    [InlineData("SP", "", null)]
    [InlineData("SP", "\"conversion_type\":\"purchase\",\"attribution\":\"click\",\"units\":2,\"sales\":9.5", null)]
    [InlineData("SP", "\"attribution\":\"view\"", "attribution must be click for ad_product SP")]
    [InlineData("SB", "\"attribution\":\"view\"", null)]
    [InlineData("SB", "\"attribution\":\"seen\"", "attribution must be one of click, view")]
    [InlineData("SB", "\"product_match\":\"other\"", "product_match must be one of same_sku, brand_halo")]
    [InlineData("SB", "\"shopper_status\":\"new\"", "shopper_status must be one of returning, new_to_brand")]
    [InlineData("SB", "\"conversion_type\":\"click\"", "conversion_type must be the type of a deed, such as purchase")]
    [InlineData("SB", "\"conversion_type\":\"add_to_cart\"", "conversion_type add_to_cart has no figures for ad_product SB")]
    [InlineData("SD", "\"conversion_type\":\"page_view\"", "conversion_type page_view has no figures for ad_product SD")]
    [InlineData("DSP", "\"conversion_type\":\"off_platform_lead\"", null)]
    [InlineData("DSP", "\"shopper_id\":\"h\"", "shopper_id does not belong to attributed_conversion of DSP: leave it out")]
    [InlineData("DSP", "\"count\":1", "count does not belong to attributed_conversion of DSP: leave it out")]
    [InlineData("DSP", "\"supply_cost\":1", "supply_cost does not belong to attributed_conversion of DSP: leave it out")]
    public void An_attributed_conversion_says_where_it_counts(string product, string more, string? words)
    {
        const string Ad = $"{Time},{Target},{Rest},\"event_id\":\"e\"";
        const string Deed = "\"conversion_time\":\"2026-07-12T13:05:09-03:00\"";
        var start = $"\"ad_product\":\"{product}\",{Ad}";
        foreach (
            var type in new[]
            {
                "\"type\":\"attributed_conversion\"",
                "\"type\":\"invalidation\",\"invalidates_type\":\"attributed_conversion\",\"invalidates_event_id\":\"e0\"",
            }
        )
        {
            var reason = Reason(Line(type, start, Deed, more));
            if (words is null)
            {
                reason.ShouldBeNull();
                Reason(Line(type, start, more)).ShouldBe("conversion_time is missing");
                Reason(Line(type, start, Deed.Replace("09-03", "08-03", StringComparison.Ordinal), more))
                    .ShouldBe("conversion_time must not lie before time, which is that of the click or view");
            }
            else
            {
                reason.ShouldNotBeNull().ShouldContain(words);
            }
        }
    }

    [Theory]
    [InlineData("\"invalidates_type\":\"impression\",\"count\":3", null)]
    [InlineData("\"invalidates_type\":\"click\"", "invalidates_event_id is missing")]
    [InlineData("\"invalidates_type\":\"click\",\"invalidates_event_id\":\"e0\"", null)]
    [InlineData("\"invalidates_type\":\"click\",\"invalidates_event_id\":\"e0\",\"count\":2", "count once")]
    [InlineData("\"invalidates_type\":\"impression\",\"shopper_id\":\"h\"", "invalidates_event_id is missing")]
    [InlineData(
        "\"invalidates_type\":\"attributed_conversion\",\"conversion_time\":\"2026-07-13T00:00:00Z\"",
        "invalidates_event_id"
    )]
    [InlineData("\"invalidates_type\":\"fee\"", "fee is no event of ad_product SP")]
    [InlineData("\"invalidates_type\":\"invalidation\"", "invalidates_type must be the type of an event that can be taken back")]
    public void What_is_taken_back_is_repeated_and_named(string more, string? words)
    {
        var line = Line($"\"type\":\"invalidation\",{Time},{Target},{Rest}", more);
        Reason(line).ShouldNotBeNull();
        var reason = Reason(Line($"\"type\":\"invalidation\",\"event_id\":\"e\",{Time},{Target},{Rest}", more));
        if (words is null)
        {
            reason.ShouldBeNull();
            Reason(line).ShouldNotBeNull().ShouldContain("event_id is missing");
        }
        else
        {
            reason.ShouldNotBeNull().ShouldContain(words);
        }
    }

    [Fact]
    public void Every_field_of_the_other_products_is_read_the_first_time_and_the_next()
    {
        var attributed = Encoding.UTF8.GetBytes(
            Line(
                "\"type\":\"attributed_conversion\",\"ad_product\":\"DSP\",\"event_id\":\"e1\",\"conversion_type\":\"off_platform_purchase\"",
                $"{Time},{Rest},\"conversion_time\":\"2026-07-12T13:05:10-03:00\",\"attribution\":\"view\",\"product_match\":\"brand_halo\"",
                "\"shopper_status\":\"new_to_brand\",\"units\":0,\"sales\":7.25,\"country\":\"US\",\"deal_id\":\"d1\",\"sku\":\"s1\""
            )
        );
        var fee = Encoding.UTF8.GetBytes(
            Line(
                $"\"type\":\"fee\",\"ad_product\":\"DSP\",{Time},{Rest}",
                "\"supply_cost\":1,\"agency_fee\":0.000002,\"audience_fee\":3.5,\"console_fee\":4,\"flight_id\":\"f1\""
            )
        );
        for (var times = 0; times < 2; times++)
        {
            var parsed = default(EventLine);
            parser.Parse(attributed, ref parsed).ShouldBeNull();
            (parsed.Kind, parsed.Conversion).ShouldBe((EventKind.AttributedConversion, EventKind.OffPlatformPurchase));
            (parsed.Product, parsed.IsView, parsed.IsBrandHalo, parsed.IsNewToBrand).ShouldBe((AdProduct.Dsp, true, true, true));
            (parsed.ConversionTime, parsed.Units, parsed.SalesMicros).ShouldBe((1_783_872_310, 0, 7_250_000));
            Text(parsed[EventField.Country], parsed[EventField.DealId], parsed.Sku).ShouldBe("US d1 s1");

            parser.Parse(fee, ref parsed).ShouldBeNull();
            (parsed.Kind, parsed.Units, parsed.SalesMicros, parsed.IsView).ShouldBe((EventKind.Fee, -1, 0, false));
            (parsed.SupplyCostMicros, parsed.AgencyFeeMicros).ShouldBe((1_000_000, 2));
            (parsed.AudienceFeeMicros, parsed.ConsoleFeeMicros).ShouldBe((3_500_000, 4_000_000));
            Text(parsed[EventField.FlightId], parsed.ShopperId, parsed.Sku).ShouldBe("f1  ");
        }
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

    private static string Line(params string[] parts) => $"{{{string.Join(',', parts.Where(part => part.Length > 0))}}}";

    private string? Reason(string line)
    {
        var parsed = default(EventLine);
        return parser.Parse(Encoding.UTF8.GetBytes(line), ref parsed);
    }

    private static string Text(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third) =>
        $"{Encoding.UTF8.GetString(first)} {Encoding.UTF8.GetString(second)} {Encoding.UTF8.GetString(third)}";
}
