using static Millrace.Unit.Engine.Differential.OracleExample;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The oracle on what a credited deed counts as (docs/attribution.md), sentence by sentence, with figures that were worked out by hand.</summary>
public sealed class DeedRuleTests : IDisposable
{
    private const string ClickOrders = "attributed_conversions_14d";
    private const string EitherOrders = "view_attributed_conversions_14d";
    private const string NewOrders = "attributed_orders_new_to_brand_14d";

    private readonly OracleExample example = new();

    public void Dispose() => example.Dispose();

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
    public void A_sku_of_which_nothing_is_known_is_its_own_product()
    {
        example.Take(example.Click("own", 0, "S"), Purchase("p", 1, "S"), example.Click("bare", 2), Purchase("q", 3, "S"));
        Orders($"{ClickOrders}_same_sku").ShouldBe("own:1");
        Orders(ClickOrders).ShouldBe("bare:1 own:1");
    }

    [Fact]
    public void A_sku_of_which_nothing_is_known_is_the_product_of_its_name()
    {
        example.Put("S", "P", "B");
        example.Take(example.Click("c", 0, "S"), Purchase("p", 1, "P"));
        Orders($"{ClickOrders}_same_sku").ShouldBe("c:1");
        Orders(NewOrders).ShouldBe("", "its brand is not known");
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

    private string Orders(string metric) => example.Of("sd-conversion", metric);
}
