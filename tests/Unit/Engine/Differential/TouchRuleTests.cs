using static Millrace.Unit.Engine.Differential.OracleExample;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The oracle on which touch a deed is credited to (docs/attribution.md), sentence by sentence, with figures that were worked out by hand.</summary>
public sealed class TouchRuleTests : IDisposable
{
    private const string ClickOrders = "attributed_conversions_14d";
    private const string EitherOrders = "view_attributed_conversions_14d";

    private readonly OracleExample example = new();

    public void Dispose() => example.Dispose();

    [Fact]
    public void The_last_click_before_the_deed_is_credited()
    {
        example.Take(example.Click("a", 0), Purchase("p", 2 * Hour), example.Click("c", 3 * Hour), example.Click("b", Hour));
        Orders(ClickOrders).ShouldBe("b:1");
    }

    [Fact]
    public void Of_two_clicks_in_one_second_the_one_that_was_taken_in_later_is_the_last()
    {
        example.Take(example.Click("z", 0), Purchase("p", 0), example.Click("a", 0));
        Orders(ClickOrders).ShouldBe("a:1");
    }

    [Theory]
    [InlineData("1d", 1)]
    [InlineData("7d", 7)]
    [InlineData("14d", 14)]
    [InlineData("30d", 30)]
    public void A_click_counts_for_exactly_so_many_days(string name, int days)
    {
        example.Take(
            example.Click("a", 0) with
            {
                ShopperId = "A",
            },
            example.Click("b", 0) with
            {
                ShopperId = "B",
            },
            Purchase("p", days * Day) with
            {
                ShopperId = "A",
            },
            Purchase("q", (days * Day) + 1) with
            {
                ShopperId = "B",
            }
        );
        Orders($"attributed_conversions_{name}").ShouldBe("a:1");
    }

    [Fact]
    public void A_deed_before_the_touch_is_not_credited_to_it()
    {
        example.Take(example.Click("a", 1), Purchase("p", 0));
        Orders(ClickOrders).ShouldBe("");
    }

    [Fact]
    public void Of_another_shopper_or_account_no_touch_counts()
    {
        example.Take(
            example.Click("a", 0, shopper: "Y"),
            example.Click("b", 0) with
            {
                AdvertiserId = "ADV1",
            },
            Purchase("p", Hour)
        );
        Orders(ClickOrders).ShouldBe("");
    }

    [Fact]
    public void Each_ad_product_is_attributed_by_itself()
    {
        example.Take(
            example.Click("sp", 0) with
            {
                AdProduct = "SP",
                Placement = "Other",
            },
            example.Click("sb", 0) with
            {
                AdProduct = "SB",
                Placement = "Other",
            },
            example.Click("sd", 0),
            example.Click("dsp", 0) with
            {
                AdProduct = "DSP",
            },
            Purchase("p", Hour)
        );
        example.Of("sp-conversion", ClickOrders).ShouldBe("sp:1");
        example.Of("sb-conversion", ClickOrders).ShouldBe("sb:1");
        example.Of("sd-conversion", ClickOrders).ShouldBe("sd:1");
        example.Of("adsp-conversion", "total_purchases").ShouldBe("dsp:1");
    }

    [Fact]
    public void A_touch_that_was_taken_back_gives_way_to_the_one_before()
    {
        var last = example.Click("b", Hour);
        example.Take(example.Click("a", 0), last, Purchase("p", 2 * Hour), last.TakenBackBy("i"));
        Orders(ClickOrders).ShouldBe("a:1");
    }

    [Fact]
    public void A_touch_of_another_brand_is_passed_over_and_one_of_an_unknown_brand_is_not()
    {
        example.Put("S1", "P1", "B1");
        example.Put("S2", "P2", "B2");
        example.Put("S3", "P3", null);
        example.Take(
            example.Click("same", 0, "S1"),
            example.Click("other", Hour, "S2"),
            Purchase("p", 2 * Hour, "S1"),
            example.Click("unbranded", 3 * Hour, "S3"),
            Purchase("q", 4 * Hour, "S1"),
            example.Click("bare", 5 * Hour),
            Purchase("r", 6 * Hour, "S1")
        );
        Orders(ClickOrders).ShouldBe("bare:1 same:1 unbranded:1");
    }

    [Fact]
    public void A_deed_of_an_unknown_brand_or_without_a_sku_fits_every_touch()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Put("S1", "P1", "B1");
        dsp.Take(dsp.Click("c", 0, "S1"), Purchase("p", 1, "unknown"), Deed("rental", "r", 1));
        dsp.Of("adsp-conversion", "total_purchases").ShouldBe("c:1");
        dsp.Of("adsp-clickstream", "rentals").ShouldBe("c:1");
    }

    [Fact]
    public void A_view_counts_only_where_no_click_within_14_days_does()
    {
        example.Take(example.Click("click", 0), example.View("view", Hour), Purchase("p", 2 * Hour));
        Orders(ClickOrders).ShouldBe("click:1");
        Orders(EitherOrders).ShouldBe("click:1");
    }

    [Fact]
    public void After_a_click_of_more_than_14_days_ago_the_last_view_counts()
    {
        example.Take(
            example.Click("click", 0),
            example.View("former", Hour),
            example.View("view", 2 * Hour),
            Purchase("p", (14 * Day) + 1)
        );
        Orders(ClickOrders).ShouldBe("");
        Orders("attributed_conversions_30d").ShouldBe("click:1");
        Orders(EitherOrders).ShouldBe("view:1");
    }

    [Fact]
    public void A_view_counts_for_exactly_14_days()
    {
        example.Take(example.View("view", 0), Purchase("p", 14 * Day), Purchase("q", (14 * Day) + 1));
        Orders(EitherOrders).ShouldBe("view:1");
    }

    [Fact]
    public void Sponsored_Products_have_no_views()
    {
        using var sp = new OracleExample { AdProduct = "SP" };
        sp.Take(sp.View("view", 0), Purchase("p", 1));
        sp.Of("sp-conversion", ClickOrders).ShouldBe("");
    }

    [Fact]
    public void A_deed_counts_in_the_hour_of_the_touch()
    {
        example.Take(example.Click("c", 0), Purchase("p", Day));
        example.Of("sd-conversion", "attributed_conversions_1d", "time_window_start").ShouldBe("2026-06-14T17:00:00-07:00:1");
    }

    private string Orders(string metric) => example.Of("sd-conversion", metric);
}
