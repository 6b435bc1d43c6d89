using static Millrace.Unit.Engine.Differential.OracleExample;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The oracle on the figures of DSP (docs/attribution.md), with figures that were worked out by hand.</summary>
public sealed class DspRuleTests : IDisposable
{
    private readonly OracleExample dsp = new() { AdProduct = "DSP" };

    public void Dispose() => dsp.Dispose();

    [Fact]
    public void The_same_sku_is_the_same_product_and_all_else_is_halo()
    {
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
    public void A_page_view_is_new_to_the_brand_until_a_purchase_of_it_stands()
    {
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
    public void Dsp_tells_what_a_click_has_from_what_a_view_has()
    {
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
        dsp.Take(dsp.View("c", 0), Deed("app_sign_up_paid", "p", 1), Deed("app_sign_up_free_trial", "f", 1));
        dsp.Of("adsp-conversion", "app_subscription_sign_up").ShouldBe("c:2");
        dsp.Of("adsp-conversion", "app_subscription_sign_up_paid_views").ShouldBe("c:1");
        dsp.Of("adsp-conversion", "app_subscription_sign_up_free_trial_clicks").ShouldBe("");
    }

    [Fact]
    public void Deeds_elsewhere_are_counted_one_by_one_and_all_together()
    {
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
    public void What_the_platform_attributed_to_Dsp_has_the_types_of_deeds()
    {
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
}
