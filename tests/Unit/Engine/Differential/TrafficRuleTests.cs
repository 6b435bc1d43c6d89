using static Millrace.Unit.Engine.Differential.OracleExample;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The oracle on what happens to ads, with figures that were worked out by hand.</summary>
public sealed class TrafficRuleTests
{
    [Theory]
    [InlineData("SP", "sp-traffic")]
    [InlineData("SB", "sb-traffic")]
    [InlineData("SD", "sd-traffic")]
    public void Impressions_clicks_and_cost_are_summed_by_count_and_amount(string adProduct, string dataset)
    {
        using var example = new OracleExample { AdProduct = adProduct };
        var impression = example.OfAd("impression", "c", 0) with { Count = 5, Cost = 0.000001m };
        example.Take(impression, impression with { Count = null, Cost = 0.5m }, example.Click("c", Hour) with { Cost = 0.25m });
        example.Of(dataset, "impressions").ShouldBe("c:6");
        example.Of(dataset, "clicks").ShouldBe("c:1");
        example.Of(dataset, "cost").ShouldBe("c:0.750001");
        example
            .Of(dataset, "impressions", "time_window_start")
            .ShouldBe("2026-06-14T17:00:00-07:00:6", "midnight in UTC is the hour of 17 in Los Angeles");
        example.Of(dataset, "clicks", "time_window_start").ShouldBe("2026-06-14T18:00:00-07:00:1");
    }

    [Fact]
    public void Ad_products_do_not_mix()
    {
        using var example = new OracleExample { AdProduct = "SB" };
        example.Take(example.Click("c", 0));
        example.Of("sp-traffic", "clicks").ShouldBe("");
        example.Of("sd-traffic", "clicks").ShouldBe("");
        example.Of("adsp-traffic", "clicks").ShouldBe("");
    }

    [Fact]
    public void An_event_without_an_ad_product_is_of_Sponsored_Products()
    {
        using var example = new OracleExample { AdProduct = "SP" };
        example.Take(example.Click("c", 0) with { AdProduct = null, KeywordId = null, TargetId = "T" });
        example.Of("sp-traffic", "clicks", "keyword_id").ShouldBe("T:1");
    }

    [Theory]
    [InlineData("SB", "sb-traffic", "viewable_impressions")]
    [InlineData("SD", "sd-traffic", "view_impressions")]
    [InlineData("DSP", "adsp-traffic", "viewable_impressions")]
    public void Impressions_that_could_be_seen_are_told_by_events_of_their_own(string adProduct, string dataset, string metric)
    {
        using var example = new OracleExample { AdProduct = adProduct };
        example.Take(
            example.OfAd("impression", "c", 0) with
            {
                Count = 3,
            },
            example.OfAd("viewable_impression", "c", 0) with
            {
                Count = 2,
            }
        );
        example.Of(dataset, metric).ShouldBe("c:2");
        example.Of(dataset, "impressions").ShouldBe("c:3");
    }

    [Fact]
    public void What_is_taken_back_by_name_is_taken_back_once_and_before_or_after()
    {
        using var example = new OracleExample { AdProduct = "SP" };
        var click = example.Click("c", 0) with { Cost = 0.3m };
        example.Take(click.TakenBackBy("i1"));
        example.Of("sp-traffic", "clicks").ShouldBe("c:-1");
        example.Take(click, click.TakenBackBy("i2"));
        example.Of("sp-traffic", "clicks").ShouldBe("");
        example.Of("sp-traffic", "cost").ShouldBe("");
    }

    [Fact]
    public void What_has_no_name_is_subtracted_as_often_as_it_is_taken_back()
    {
        using var example = new OracleExample { AdProduct = "SP" };
        var impression = example.OfAd("impression", "c", 0) with { Count = 5 };
        example.Take(
            impression,
            impression.TakenBackBy("i1") with
            {
                Count = 2,
            },
            impression.TakenBackBy("i2") with
            {
                Count = 2,
            }
        );
        example.Of("sp-traffic", "impressions").ShouldBe("c:1");
    }

    [Fact]
    public void Dsp_tells_impressions_before_and_after_the_invalid_ones()
    {
        using var example = new OracleExample { AdProduct = "DSP" };
        var impression = example.OfAd("impression", "c", 0) with { Count = 5 };
        example.Take(impression, impression.TakenBackBy("i") with { Count = 2 }, example.OfAd("measurable_impression", "c", 0));
        example.Of("adsp-traffic", "gross_impressions").ShouldBe("c:5");
        example.Of("adsp-traffic", "invalid_impressions").ShouldBe("c:2");
        example.Of("adsp-traffic", "impressions").ShouldBe("c:3");
        example.Of("adsp-traffic", "measurable_impressions").ShouldBe("c:1");
    }

    [Fact]
    public void The_total_cost_of_Dsp_is_the_sum_of_four()
    {
        using var example = new OracleExample { AdProduct = "DSP" };
        example.Take(
            example.OfAd("impression", "c", 0) with
            {
                SupplyCost = 1,
                AgencyFee = 0.1m,
                AudienceFee = 0.01m,
                ConsoleFee = 0.001m,
            },
            example.OfAd("fee", "c", 0) with
            {
                AgencyFee = 2,
            }
        );
        example.Of("adsp-traffic", "total_cost").ShouldBe("c:3.111");
        example.Of("adsp-traffic", "supply_cost").ShouldBe("c:1");
        example.Of("adsp-traffic", "agency_fee").ShouldBe("c:2.1");
        example.Of("adsp-traffic", "amazon_dsp_audience_fee").ShouldBe("c:0.01");
        example.Of("adsp-traffic", "amazon_dsp_console_fee").ShouldBe("c:0.001");
        example.Of("adsp-traffic", "impressions").ShouldBe("c:1");
    }

    [Fact]
    public void A_flight_tells_rows_of_traffic_apart_and_a_site_rows_of_all_Dsp()
    {
        using var example = new OracleExample { AdProduct = "DSP" };
        var start = example.OfAd("impression", "c", 0) with { FlightId = "F", Site = "s.example" };
        example.Take(start, start with { FlightId = null }, start with { Type = "video_start" });
        example.Of("adsp-traffic", "impressions", "flight_id").ShouldBe(":1 F:1");
        example.Of("adsp-rich-media", "video_ad_start", "site").ShouldBe("s.example:1");
    }

    [Theory]
    [InlineData("SB", "sb-rich-media", "video_5_second_view", "video_5_second_views")]
    [InlineData("SB", "sb-rich-media", "video_complete", "video_complete_views")]
    [InlineData("SB", "sb-rich-media", "video_unmute", "video_unmutes")]
    [InlineData("DSP", "adsp-rich-media", "video_midpoint", "video_ad_midpoint")]
    [InlineData("DSP", "adsp-rich-media", "audio_complete", "audio_ad_completions")]
    [InlineData("DSP", "adsp-rich-media", "audio_view", "audio_ad_views")]
    [InlineData("DSP", "adsp-rich-media", "audio_companion_click", "audio_ad_companion_banner_clicks")]
    [InlineData("DSP", "adsp-rich-media", "audio_companion_view", "audio_ad_companion_banner_views")]
    public void How_far_a_video_or_audio_ad_ran_is_counted(string adProduct, string dataset, string type, string metric)
    {
        using var example = new OracleExample { AdProduct = adProduct };
        var ran = example.OfAd(type, "c", 0) with { Count = 3 };
        example.Take(ran, ran.TakenBackBy("i") with { Count = 1 });
        example.Of(dataset, metric).ShouldBe("c:2");
    }
}
