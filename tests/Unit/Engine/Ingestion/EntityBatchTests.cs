using System.Text;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion;
using Millrace.Unit.Engine.Entities;

namespace Millrace.Unit.Engine.Ingestion;

/// <summary>Lines about entities, good, bad and hostile.</summary>
public sealed class EntityBatchTests
{
    private const string Groups = "\"campaign_id\":\"1\",\"ad_group_id\":\"2\"";
    private const string Shown = "\"keyword_text\":\"shoes\",\"match_type\":\"EXACT\"";

    [Fact]
    public void A_line_says_what_the_engine_needs_and_keeps_what_it_does_not_know()
    {
        var upsert = EntityRig.Read(
            EntityRig.Line(
                "campaign",
                """
                "state":"enabled","name":"\u00fc","portfolio_id":"P1","actor":"jo","x":{"b":1.50,"a":[1e2,null]},"end_date_time":null,
                "creation_date_time":"2026-01-01T00:00:00Z","last_updated_date_time":"2026-01-02T00:00:00Z","account_id":"1",
                "budget":{"recurrence":"DAILY","amount":10.5}
                """.ReplaceLineEndings("")
            )
        );
        (upsert.Kind, upsert.Id, upsert.AdProduct, upsert.PortfolioId, upsert.Actor, upsert.IsDeleted).ShouldBe(
            ("campaign", "7", AdProduct.SponsoredProducts, "P1", "jo", false)
        );
        (upsert.Creation, upsert.LastUpdated).ShouldBe(("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
        upsert.Budget!.Micros.ShouldBe(10_500_000);
        Encoding
            .UTF8.GetString(upsert.Document)
            .ShouldBe(
                """{"account_id":"4711","ad_product":"SP","budget":{"amount":10.5,"currency":"USD","recurrence":"DAILY"},"name":"ü","portfolio_id":"P1","state":"ENABLED","x":{"a":[100,null],"b":1.5}}"""
            );
    }

    [Fact]
    public void A_keyword_has_its_texts_a_currency_and_a_type()
    {
        var upsert = EntityRig.Read(EntityRig.Line("keyword", $"{Groups},{Shown},\"ad_product\":\"SB\""));
        upsert.Text.ShouldBe(new TargetText("shoes", "EXACT"));
        upsert.AdProduct.ShouldBe(AdProduct.SponsoredBrands);
        Encoding
            .UTF8.GetString(upsert.Document)
            .ShouldBe(
                """{"account_id":"4711","ad_group_id":"2","ad_product":"SB","campaign_id":"1","currency":"USD","keyword_text":"shoes","match_type":"EXACT","target_type":"KEYWORD"}"""
            );
    }

    [Theory]
    [InlineData("portfolio", "", AdProduct.SponsoredProducts)]
    [InlineData("flight", "\"campaign_id\":\"1\",\"budget_amount\":12", AdProduct.Dsp)]
    [InlineData("ad_group", "\"campaign_id\":\"1\",\"ad_product\":\"DSP\",\"state\":\"ACTIVE\"", AdProduct.Dsp)]
    [InlineData("ad", Groups, AdProduct.SponsoredProducts)]
    [InlineData("target", $"{Groups},{Shown},\"ad_product\":\"SD\"", AdProduct.SponsoredDisplay)]
    [InlineData("ad_group_target", $"{Groups},\"daypartTargets\":[]", AdProduct.Dsp)]
    [InlineData("creative", "\"name\":\"x\",\"size\":\"300x250\"", AdProduct.Dsp)]
    [InlineData("deal", "\"ad_product\":\"DSP\"", AdProduct.Dsp)]
    [InlineData("product", "\"sku\":\"S\",\"product_id\":\"P\",\"brand\":null", AdProduct.SponsoredProducts)]
    public void Every_kind_is_read(string kind, string fields, object product) =>
        EntityRig.Read(EntityRig.Line(kind, fields)).AdProduct.ShouldBe((AdProduct)product);

    [Fact]
    public void An_advertiser_is_named_by_its_own_id()
    {
        const string Line =
            """{"kind":"advertiser","advertiser_id":"ADV","marketplace_id":"MKT","id":"ADV","name":"x","country":"DE"}""";
        EntityRig.Read(Line).Id.ShouldBe("ADV");
        Refusal(Line.Replace("\"id\":\"ADV\"", "\"id\":\"other\"", StringComparison.Ordinal))
            .ShouldBe("id of an advertiser must be its advertiser_id");
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("keyword")]
    [InlineData("ad_group_target")]
    public void What_is_gone_needs_no_more_than_its_name(string kind)
    {
        var upsert = EntityRig.Read(EntityRig.Line(kind, "\"deleted\":true,\"actor\":\"jo\""));
        (upsert.IsDeleted, upsert.Id, upsert.Actor).ShouldBe((true, "7", "jo"));
        (upsert.Text, upsert.Budget, upsert.PortfolioId).ShouldBe((null, null, null));
        EntityRig
            .Judge(EntityRig.Line(kind, "\"deleted\":false"))
            .Refusal.ShouldBe(kind == "campaign" ? null : "campaign_id must be a text of 1 to 64 bytes");
    }

    [Theory]
    [InlineData("planet", "", "kind must be one of portfolio, campaign, flight")]
    [InlineData("campaign", "\"deleted\":\"yes\"", "deleted must be true or false")]
    [InlineData("campaign", "\"ad_product\":\"sp\"", "ad_product of campaign must be one of SP, SB, SD, DSP")]
    [InlineData("campaign", "\"ad_product\":7", "ad_product of campaign must be one of SP, SB, SD, DSP")]
    [InlineData("flight", "\"campaign_id\":\"1\",\"ad_product\":\"SP\"", "ad_product of flight must be one of DSP")]
    [InlineData("keyword", $"{Groups},{Shown},\"ad_product\":\"DSP\"", "ad_product of keyword must be one of SP, SB, SD")]
    [InlineData("campaign", "\"state\":\"Enabled\"", "state must be one of ENABLED, PAUSED, ARCHIVED")]
    [InlineData("campaign", "\"state\":\"ACTIVE\"", "for sponsored ads")]
    [InlineData("campaign", "\"state\":\"ENABLED\",\"ad_product\":\"DSP\"", "state must be one of ACTIVE, INACTIVE, for DSP")]
    [InlineData("campaign", "\"state\":1", "state must be one of")]
    [InlineData("campaign", "\"name\":7", "name must be a text")]
    [InlineData("campaign", "\"marketplaces\":[\"a\",1]", "marketplaces must be an array of texts")]
    [InlineData("campaign", "\"tags\":{\"a\":\"b\"}", "tags must be an array of objects")]
    [InlineData("campaign", "\"tags\":[\"a\"]", "tags must be an array of objects")]
    [InlineData("campaign", "\"tags\":[{\"key\":1}]", "tags[].key must be a text")]
    [InlineData("campaign", "\"tags\":[{\"key\":\"a\"},{\"key\":\"a\"}]", "tags must have each key once")]
    [InlineData("campaign", "\"targets_amazon_deal\":\"true\"", "targets_amazon_deal must be true or false")]
    [InlineData("campaign", "\"auto_creation_settings\":[]", "auto_creation_settings must be an object")]
    [InlineData("campaign", "\"start_date_time\":\"2026-07-12\"", "start_date_time must be ISO 8601")]
    [InlineData("campaign", "\"creation_date_time\":\"2026-13-12T00:00:00Z\"", "creation_date_time must be ISO 8601")]
    [InlineData("campaign", "\"last_updated_date_time\":7", "last_updated_date_time must be ISO 8601")]
    [InlineData("campaign", "\"actor\":\"\"", "actor must be a text of 1 to 256 bytes")]
    [InlineData("campaign", "\"portfolio_id\":7", "portfolio_id must be a text of 1 to 64 bytes")]
    [InlineData(
        "campaign",
        "\"placement_bid_adjustments\":[{\"percentage\":1.0000001}]",
        "placement_bid_adjustments[].percentage must be a number"
    )]
    [InlineData(
        "campaign",
        "\"shopper_cohort_bid_adjustments\":[{\"audience_segments\":[{\"audience_segment_id\":1}]}]",
        "shopper_cohort_bid_adjustments[].audience_segments[].audience_segment_id must be a text"
    )]
    [InlineData(
        "ad_group",
        "\"campaign_id\":\"1\",\"default_bid\":100000000001",
        "default_bid must be a number from -100000000000 to 100000000000"
    )]
    [InlineData(
        "ad_group",
        "\"campaign_id\":\"1\",\"default_bid\":0.00000000000000000000000000000000001",
        "default_bid must be a number"
    )]
    [InlineData("ad_group", "\"campaign_id\":\"1\",\"currency\":\"EUR\"", "currency must be USD, the account's, or left out")]
    [InlineData(
        "campaign",
        "\"ad_product\":\"DSP\",\"frequencies\":[{\"time_count\":1.5}]",
        "frequencies[].time_count must be a whole number"
    )]
    [InlineData(
        "campaign",
        "\"ad_product\":\"DSP\",\"budget_caps\":[{\"currency\":\"EUR\"}]",
        "budget_caps[].currency must be USD"
    )]
    [InlineData("ad_group", "\"campaign_id\":\"1\",\"default_bid\":1e-30", "default_bid must be a number")]
    [InlineData(
        "ad_group",
        "\"campaign_id\":\"1\",\"default_bid\":1.00000000000000000000000000000000000001",
        "default_bid must be a number"
    )]
    [InlineData("creative", "\"size\":300", "size must be a text")]
    [InlineData("ad_group_target", Groups, "an ad_group_target must have exactly one of geoLocationTargets")]
    [InlineData(
        "ad_group_target",
        $"{Groups},\"appTargets\":[],\"deviceTargets\":[]",
        "an ad_group_target must have exactly one of"
    )]
    [InlineData(
        "ad_group_target",
        $"{Groups},\"appTargets\":[{{\"negative\":\"no\"}}]",
        "appTargets[].negative must be true or false"
    )]
    [InlineData(
        "ad_group_target",
        $"{Groups},\"thirdPartyTargets\":[{{\"doubleVerifyBrandSafety\":{{\"contentCategoriesWithRisk\":{{\"a\":1}}}}}}]",
        "thirdPartyTargets[].doubleVerifyBrandSafety.contentCategoriesWithRisk must be an object of texts"
    )]
    [InlineData("ad", $"{Groups},\"landing_page\":{{\"url\":1}}", "landing_page.url must be a text")]
    [InlineData("campaign", "\"name\":\"a\",\"name\":\"b\"", "name stands twice: send it once")]
    [InlineData("campaign", "\"id\":\"8\"", "id stands twice: send it once")]
    [InlineData("campaign", "\"x\":[{\"a\":{\"b\":1,\"\\u0062\":2}}]", "a.b stands twice: send it once")]
    [InlineData("campaign", "\"x\":1e999999", "x has an exponent out of bounds")]
    [InlineData("campaign", "\"x\":\"\\ud800\"", "a text is not valid UTF-8 or has a broken escape")]
    [InlineData("campaign", "\"x\\udc00\":1", "a text is not valid UTF-8 or has a broken escape")]
    [InlineData("campaign", "\"x\":\"\\q\"", "not valid JSON at byte")]
    [InlineData("campaign", "\"x\":", "not valid JSON at byte")]
    public void A_bad_line_is_refused_with_what_to_do(string kind, string fields, string reason) =>
        Refusal(EntityRig.Line(kind, fields)).ShouldContain(reason);

    [Fact]
    public void Hostile_lines_cost_no_good_one()
    {
        var batch = new EntityBatch(new EntityRig(), EntityRig.Options);
        var deep = new string('[', 100_000);
        byte[][] lines =
        [
            Encoding.UTF8.GetBytes(EntityRig.Line("campaign", $"\"x\":{deep}{new string(']', 100_000)}")),
            Encoding.UTF8.GetBytes(EntityRig.Line("campaign", $"\"x\":{deep}")),
            [.. "{\"kind\":\"campaign\",\"x\":\""u8, 0xFF, 0xC0, .. "\"}"u8],
            [
                .. Encoding
                    .UTF8.GetBytes(EntityRig.Line("campaign", "\"x\":\"?\""))
                    .Select(value => value == (byte)'?' ? (byte)0xFF : value),
            ],
            "[1]"u8.ToArray(),
            "null"u8.ToArray(),
            [0, 1, 2],
        ];
        foreach (var line in lines)
        {
            batch.Add(line);
            batch.Add(Encoding.UTF8.GetBytes(EntityRig.Line("campaign", "\"name\":\"good\"")));
        }

        batch.Upserts.Count.ShouldBe(lines.Length);
        batch.Refused.Select(line => line.Line).ShouldBe(Enumerable.Range(0, lines.Length).Select(line => (2 * line) + 1));
    }

    [Fact]
    public void A_line_may_have_a_mebibyte_and_no_more_but_one_of_a_product_16_kibibytes()
    {
        var line = EntityRig.Line("campaign", "\"name\":\"\"");
        byte[] Filled(int bytes) =>
            Encoding.UTF8.GetBytes(line.Insert(line.Length - 2, new string('x', bytes - Encoding.UTF8.GetByteCount(line))));

        EntityRig.Judge(Filled(1 << 20)).Upsert!.Document.Length.ShouldBeGreaterThan(1_000_000);
        EntityRig.Judge(Filled((1 << 20) + 1)).Refusal.ShouldBe("the line is longer than 1048576 bytes");

        var products = new EntityBatch(new EntityRig(), EntityRig.Options, EntityBatch.ProductKind);
        products.Add(Filled((16 << 10) + 1));
        products.Refused.Single().Reason.ShouldBe("the line is longer than 16384 bytes");
    }

    [Fact]
    public void What_a_line_says_does_not_grow_beyond_four_times_its_length()
    {
        foreach (var value in new[] { "1e18", "\"😀\"", "1.0", "{}" })
        {
            var line = EntityRig.Line("campaign", $"\"x\":[{string.Join(',', Enumerable.Repeat(value, 100_000))}]");
            EntityRig.Read(line).Document.Length.ShouldBeLessThan(4 * Encoding.UTF8.GetByteCount(line));
        }
    }

    private static string Refusal(string line) => EntityRig.Judge(line).Refusal.ShouldNotBeNull();
}
