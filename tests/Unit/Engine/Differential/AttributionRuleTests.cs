using static Millrace.Unit.Engine.Differential.OracleExample;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The oracle on the rule of docs/attribution.md, sentence by sentence, with figures that were worked out by hand.</summary>
public sealed class AttributionRuleTests : IDisposable
{
    private const string ClickOrders = "attributed_conversions_14d";
    private const string EitherOrders = "view_attributed_conversions_14d";
    private const string NewOrders = "attributed_orders_new_to_brand_14d";

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

    [Fact]
    public void A_purchase_is_one_order_with_its_units_and_sales()
    {
        example.Take(example.Click("c", 0), Purchase("p", 1, units: 3, sales: 20.5m), Purchase("q", 2));
        Orders(ClickOrders).ShouldBe("c:2");
        Orders("attributed_units_ordered_14d").ShouldBe("c:4");
        Orders("attributed_sales_14d").ShouldBe("c:20.5");
    }

    [Fact]
    public void What_came_back_is_taken_off_but_never_below_zero_and_the_order_stays()
    {
        var purchase = Purchase("p", 1, units: 3, sales: 20);
        example.Take(example.Click("c", 0), purchase, Return(purchase, "r1", 1, 15));
        Orders("attributed_units_ordered_14d").ShouldBe("c:2");
        Orders("attributed_sales_14d").ShouldBe("c:5");
        example.Take(Return(purchase, "r2", null, 15));
        Orders("attributed_units_ordered_14d").ShouldBe("c:2");
        Orders("attributed_sales_14d").ShouldBe("");
        Orders(ClickOrders).ShouldBe("c:1");
    }

    [Fact]
    public void A_purchase_that_was_taken_back_counts_nothing_whichever_came_first()
    {
        var purchase = Purchase("p", 1, sales: 20);
        example.Take(example.Click("c", 0), purchase.TakenBackBy("i"));
        Orders(ClickOrders).ShouldBe("");
        example.Take(purchase);
        Orders(ClickOrders).ShouldBe("");
        Orders("attributed_sales_14d").ShouldBe("");
    }

    [Fact]
    public void The_same_sku_is_the_same_product_and_all_else_is_halo()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Put("S1", "P1", "B1");
        dsp.Put("S2", "P1", "B1");
        dsp.Put("S3", "P3", "B1");
        dsp.Take(dsp.Click("c", 0, "S1"), Purchase("p", 1, "S2", sales: 1), Purchase("q", 1, "S3", sales: 2));
        dsp.Of("adsp-conversion", "purchases").ShouldBe("c:1");
        dsp.Of("adsp-conversion", "purchases_brand_halo").ShouldBe("c:1");
        dsp.Of("adsp-conversion", "total_purchases").ShouldBe("c:2");
        dsp.Of("adsp-conversion", "sales").ShouldBe("c:1");
        dsp.Of("adsp-conversion", "total_sales").ShouldBe("c:3");
    }

    [Fact]
    public void A_sku_of_which_nothing_is_known_is_its_own_product()
    {
        example.Take(example.Click("own", 0, "S"), Purchase("p", 1, "S"), example.Click("bare", 2), Purchase("q", 3, "S"));
        Orders($"{ClickOrders}_same_sku").ShouldBe("own:1");
        Orders(ClickOrders).ShouldBe("bare:1 own:1");
    }

    [Fact]
    public void Product_and_brand_are_those_that_were_known_when_the_event_was_taken_in()
    {
        example.Take(example.Click("before", 0, "S"));
        example.Put("S", "P", "B1");
        example.Take(Purchase("p", 1, "S"));
        Orders(ClickOrders).ShouldBe("before:1");
        Orders($"{ClickOrders}_same_sku").ShouldBe("", "S was its own product then");
        example.Put("S", "P", "B2");
        example.Take(example.Click("after", 2, "S"), Purchase("q", 3, "S"));
        Orders($"{ClickOrders}_same_sku").ShouldBe("after:1");
        Orders(NewOrders).ShouldBe("after:1 before:1", "they are of two brands");
    }

    [Fact]
    public void Only_the_first_purchase_of_a_known_brand_is_new_to_it()
    {
        example.Put("S1", "P1", "B1");
        example.Put("S2", "P2", "B1");
        example.Take(
            example.Click("a", 0),
            Purchase("p", 1, "S1", units: 2, sales: 5),
            Purchase("unbranded", 1, "S9"),
            example.Click("b", 2),
            Purchase("q", 3, "S2")
        );
        Orders(NewOrders).ShouldBe("a:1");
        Orders("attributed_units_ordered_new_to_brand_14d").ShouldBe("a:2");
        Orders("attributed_sales_new_to_brand_14d").ShouldBe("a:5");
    }

    [Fact]
    public void An_earlier_purchase_that_comes_late_or_is_taken_back_decides_anew()
    {
        example.Put("S", "P", "B");
        var earlier = Purchase("earlier", -Day);
        example.Take(example.Click("c", 0), Purchase("p", 1));
        Orders(NewOrders).ShouldBe("c:1");
        example.Take(earlier);
        Orders(NewOrders).ShouldBe("");
        example.Take(earlier.TakenBackBy("i"));
        Orders(NewOrders).ShouldBe("c:1");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(-1, "c:1")]
    [InlineData(1, "")]
    public void A_purchase_of_365_days_ago_is_still_an_earlier_one(long more, string expected)
    {
        example.Put("S", "P", "B");
        example.Take(Purchase("earlier", Day - (365 * Day) + more), example.Click("c", 0), Purchase("p", Day));
        Orders(NewOrders).ShouldBe(expected);
    }

    [Fact]
    public void Of_two_purchases_in_one_second_the_one_that_was_taken_in_first_is_new_to_the_brand()
    {
        example.Put("S", "P", "B");
        example.Take(example.Click("c", 0), Purchase("second", 5, sales: 1), Purchase("first", 5, sales: 2));
        Orders("attributed_sales_new_to_brand_14d").ShouldBe("c:1");
    }

    [Fact]
    public void A_page_view_is_new_to_the_brand_until_a_purchase_of_it_stands()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Put("S", "P", "B");
        dsp.Take(
            dsp.Click("c", 0, "S"),
            Deed("page_view", "v1", 1, "S"),
            Deed("page_view", "v2", 2, "S"),
            Purchase("p", 3),
            Deed("page_view", "v3", 4, "S")
        );
        dsp.Of("adsp-clickstream", "detail_page_views").ShouldBe("c:3");
        dsp.Of("adsp-clickstream", "total_new_to_brand_dpvs").ShouldBe("c:2");
        dsp.Of("adsp-clickstream", "new_to_brand_detail_page_view_clicks").ShouldBe("c:2");
        dsp.Of("adsp-conversion", "new_to_brand_purchases").ShouldBe("c:1");
    }

    [Fact]
    public void Brands_have_searches_and_page_views_after_clicks_and_views()
    {
        using var sb = new OracleExample { AdProduct = "SB" };
        sb.Take(
            sb.View("view", 0),
            Deed("branded_search", "s", 1),
            Deed("page_view", "v", 2, "S"),
            sb.Click("click", 3),
            Deed("page_view", "w", 4, "S"),
            Deed("add_to_cart", "x", 5, "S")
        );
        sb.Of("sb-clickstream", "attributed_branded_searches_14d").ShouldBe("");
        sb.Of("sb-clickstream", "view_attributed_branded_searches_14d").ShouldBe("view:1");
        sb.Of("sb-clickstream", "attributed_detail_page_views_14d").ShouldBe("click:1");
        sb.Of("sb-clickstream", "view_attributed_detail_page_views_14d").ShouldBe("click:1 view:1");
    }

    [Fact]
    public void Dsp_tells_what_a_click_has_from_what_a_view_has()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Take(
            dsp.View("view", 0, "S"),
            Purchase("p", 1, units: 2, sales: 3),
            dsp.Click("click", 2, "T"),
            Purchase("q", 3, units: 4, sales: 5)
        );
        dsp.Of("adsp-conversion", "total_purchases").ShouldBe("click:1 view:1");
        dsp.Of("adsp-conversion", "total_purchases_clicks").ShouldBe("click:1");
        dsp.Of("adsp-conversion", "total_purchases_views").ShouldBe("view:1");
        dsp.Of("adsp-conversion", "purchases_views").ShouldBe("view:1");
        dsp.Of("adsp-conversion", "purchases_brand_halo_clicks").ShouldBe("click:1");
        dsp.Of("adsp-conversion", "sales_clicks").ShouldBe("click:5");
        dsp.Of("adsp-conversion", "units_sold_clicks").ShouldBe("click:4");
        dsp.Of("adsp-conversion", "units_sold_promoted_clicks").ShouldBe("");
        dsp.Of("adsp-conversion", "units_sold").ShouldBe("view:2");
    }

    [Fact]
    public void Sign_ups_to_an_app_are_counted_apart_and_together()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Take(dsp.View("c", 0), Deed("app_sign_up_paid", "p", 1), Deed("app_sign_up_free_trial", "f", 1));
        dsp.Of("adsp-conversion", "app_subscription_sign_up").ShouldBe("c:2");
        dsp.Of("adsp-conversion", "app_subscription_sign_up_paid_views").ShouldBe("c:1");
        dsp.Of("adsp-conversion", "app_subscription_sign_up_free_trial_clicks").ShouldBe("");
    }

    [Fact]
    public void Deeds_elsewhere_are_counted_one_by_one_and_all_together()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Take(
            dsp.View("view", 0),
            Deed("off_platform_signup", "s", 1),
            Deed("off_platform_purchase", "p", 1) with
            {
                Sales = 7,
            },
            dsp.Click("click", 2),
            Deed("off_platform_lead", "l", 3)
        );
        dsp.Of("adsp-clickstream", "off_amazon_signup_views").ShouldBe("view:1");
        dsp.Of("adsp-clickstream", "off_amazon_purchases").ShouldBe("view:1");
        dsp.Of("adsp-clickstream", "off_amazon_product_sales").ShouldBe("view:7");
        dsp.Of("adsp-clickstream", "off_amazon_views").ShouldBe("view:2");
        dsp.Of("adsp-clickstream", "off_amazon_clicks").ShouldBe("click:1");
        dsp.Of("adsp-clickstream", "off_amazon_lead_clicks").ShouldBe("click:1");
    }

    [Fact]
    public void What_the_platform_attributed_counts_as_it_says()
    {
        var click = example.Told("click", 7 * Day) with { Units = 2, Sales = 3 };
        example.Take(
            click,
            example.Told("late", (7 * Day) + 1),
            example.Told("view", 14 * Day) with
            {
                Attribution = "view",
                ProductMatch = "brand_halo",
                ShopperStatus = "new_to_brand",
            },
            example.Told("never", (30 * Day) + 1)
        );
        Orders("attributed_conversions_7d").ShouldBe("click:1");
        Orders("attributed_conversions_14d_same_sku").ShouldBe("click:1 late:1");
        Orders(EitherOrders).ShouldBe("click:1 late:1 view:1");
        Orders("view_attributed_orders_new_to_brand_14d").ShouldBe("view:1");
        Orders("attributed_units_ordered_30d").ShouldBe("click:2 late:1");
        Orders("attributed_sales_7d").ShouldBe("click:3");
        example.Take(click.TakenBackBy("i1"), click.TakenBackBy("i2"));
        Orders(EitherOrders).ShouldBe("late:1 view:1");
        Orders("attributed_sales_7d").ShouldBe("");
    }

    [Fact]
    public void What_the_platform_attributed_to_Dsp_has_the_types_of_deeds()
    {
        using var dsp = new OracleExample { AdProduct = "DSP" };
        dsp.Take(
            dsp.Told("cart", 1, "add_to_cart"),
            dsp.Told("page", 1, "page_view") with
            {
                Attribution = "view",
                ShopperStatus = "new_to_brand",
            }
        );
        dsp.Of("adsp-clickstream", "add_to_cart_clicks").ShouldBe("cart:1");
        dsp.Of("adsp-clickstream", "total_detail_page_view_views").ShouldBe("page:1");
        dsp.Of("adsp-clickstream", "new_to_brand_detail_page_views").ShouldBe("page:1");
    }

    private string Orders(string metric) => example.Of("sd-conversion", metric);
}
