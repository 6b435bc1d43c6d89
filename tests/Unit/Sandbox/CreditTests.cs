using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox;

/// <summary>The rule of attribution in the platform's books, case by case.</summary>
public sealed class CreditTests
{
    private const long Day = 86_400;
    private static readonly VirtualAccount Account = new VirtualPlatform(2, new() { Accounts = 1 }).Accounts[0];
    private static readonly long Noon = new DateTimeOffset(2026, 7, 20, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private readonly Books books = new();
    private long number;

    private static VirtualSku Promoted { get; } = Sku("a", "A", "Ours");

    private static VirtualSku Variant { get; } = Sku("a-xl", "A", "Ours");

    private static VirtualSku Sibling { get; } = Sku("b", "B", "Ours");

    private static VirtualSku Stranger { get; } = Sku("c", "C", "Theirs");

    private static VirtualSku Unknown { get; } = Sku("d", "d", null);

    [Fact]
    public void A_purchase_counts_in_the_hour_of_the_last_click_before_it()
    {
        Touch(AdProduct.Sp, Noon, ad: 0);
        Touch(AdProduct.Sp, Noon + 3600, ad: 1);
        Touch(AdProduct.Sp, Noon + (3 * 3600), ad: 0);
        Buy(Noon + (2 * 3600), Variant, units: 2, sales: 500);
        var cell = books.Cells("sp-conversion").ShouldHaveSingleItem();
        cell.Window.ToUnixTimeSeconds().ShouldBe(Noon + 3600);
        cell.Dimensions[5].ShouldBe(Account.Spaces[0].Targets[0].Ads[1].Id);
        cell.Values["attributed_units_ordered_1d_same_sku"].ShouldBe(2);
        cell.Values["attributed_sales_30d"].ShouldBe(500);
    }

    [Fact]
    public void Of_two_clicks_in_the_same_second_the_one_that_came_later_has_it()
    {
        Touch(AdProduct.Sp, Noon, ad: 1);
        Touch(AdProduct.Sp, Noon, ad: 0);
        Buy(Noon, Promoted);
        books.Cells("sp-conversion").ShouldHaveSingleItem().Dimensions[5].ShouldBe(Account.Spaces[0].Targets[0].Ads[0].Id);
    }

    [Theory]
    [InlineData(1 * Day, 1, 1, 1, 1)]
    [InlineData((1 * Day) + 1, 0, 1, 1, 1)]
    [InlineData((7 * Day) + 1, 0, 0, 1, 1)]
    [InlineData((14 * Day) + 1, 0, 0, 0, 1)]
    [InlineData(30 * Day, 0, 0, 0, 1)]
    [InlineData((30 * Day) + 1, 0, 0, 0, 0)]
    public void Days_end_with_their_last_second(long lag, params int[] counts)
    {
        Touch(AdProduct.Sd, Noon);
        Buy(Noon + lag, Promoted);
        string[] days = ["1d", "7d", "14d", "30d"];
        days.Select(day => Total("sd-conversion", $"attributed_conversions_{day}")).ShouldBe(counts.Select(count => (long)count));
        Total("sd-conversion", "view_attributed_conversions_14d").ShouldBe(counts[2]);
    }

    [Fact]
    public void A_view_has_what_no_click_of_14_days_has()
    {
        Touch(AdProduct.Sd, Noon);
        Touch(AdProduct.Sd, Noon + (10 * Day), isView: true);
        Buy(Noon + (12 * Day), Promoted);
        Total("sd-conversion", "view_attributed_conversions_14d").ShouldBe(1);
        Hour("sd-conversion", "view_attributed_conversions_14d").ShouldBe(Noon);
        Buy(Noon + (20 * Day), Promoted);
        Total("sd-conversion", "attributed_conversions_30d").ShouldBe(2);
        Total("sd-conversion", "view_attributed_conversions_14d").ShouldBe(2);
        Total("sd-conversion", "attributed_conversions_14d").ShouldBe(1);
    }

    [Fact]
    public void Another_brand_has_nothing_and_an_unknown_one_fits_all()
    {
        Touch(AdProduct.Dsp, Noon, sku: Promoted);
        Buy(Noon + 60, Stranger);
        Total("adsp-conversion", "total_purchases").ShouldBe(0);
        Buy(Noon + 61, Unknown);
        Buy(Noon + 62, Sibling);
        Total("adsp-conversion", "total_purchases").ShouldBe(2);
        Total("adsp-conversion", "purchases_brand_halo").ShouldBe(2);
        Total("adsp-conversion", "purchases").ShouldBe(0);
    }

    [Fact]
    public void An_invalid_click_gives_its_purchases_to_the_click_before_whichever_comes_first()
    {
        var first = Touch(AdProduct.Sp, Noon);
        Buy(Noon + 7200, Promoted);
        var second = Touch(AdProduct.Sp, Noon + 3600);
        Hour("sp-conversion", "attributed_conversions_1d").ShouldBe(Noon + 3600);
        TakeBack(second);
        Hour("sp-conversion", "attributed_conversions_1d").ShouldBe(Noon);
        TakeBack(first);
        Total("sp-conversion", "attributed_conversions_1d").ShouldBe(0);
    }

    [Fact]
    public void What_is_taken_back_before_it_is_known_never_counts()
    {
        Touch(AdProduct.Sp, Noon);
        var purchase = Deed(PlatformEventKind.Purchase, Noon + 60, Promoted, 1, 100);
        TakeBack(purchase);
        books.Add([purchase]);
        Total("sp-conversion", "attributed_conversions_1d").ShouldBe(0);
    }

    [Fact]
    public void Returns_lessen_units_and_sales_but_never_below_nothing_and_the_order_stays()
    {
        Touch(AdProduct.Sp, Noon);
        var purchase = Buy(Noon + 60, Promoted, units: 3, sales: 900);
        Return(purchase, 1, 300);
        Total("sp-conversion", "attributed_units_ordered_7d").ShouldBe(2);
        Total("sp-conversion", "attributed_sales_7d").ShouldBe(600);
        Return(purchase, 3, 700);
        Total("sp-conversion", "attributed_units_ordered_7d").ShouldBe(0);
        Total("sp-conversion", "attributed_sales_7d").ShouldBe(0);
        Total("sp-conversion", "attributed_conversions_7d").ShouldBe(1);
    }

    [Fact]
    public void Who_bought_of_the_brand_before_is_not_new_to_it_also_when_that_becomes_known_later()
    {
        Touch(AdProduct.Sb, Noon);
        Buy(Noon + 7200, Promoted);
        Total("sb-conversion", "attributed_orders_new_to_brand_14d").ShouldBe(1);
        var earlier = Deed(PlatformEventKind.Purchase, Noon - (364 * Day), Sibling, 1, 100);
        books.Add([earlier]);
        Total("sb-conversion", "attributed_orders_new_to_brand_14d").ShouldBe(0);
        TakeBack(earlier);
        Total("sb-conversion", "attributed_orders_new_to_brand_14d").ShouldBe(1);
        Buy(Noon + 7200, Sibling);
        Total("sb-conversion", "attributed_orders_new_to_brand_14d").ShouldBe(1, "the second of the same second is not new");
    }

    [Fact]
    public void A_purchase_of_more_than_365_days_ago_is_forgotten_and_one_of_an_unknown_brand_is_never_new()
    {
        Touch(AdProduct.Sb, Noon);
        Buy(Noon - (366 * Day), Promoted);
        Buy(Noon + 60, Promoted);
        Buy(Noon + 61, Unknown);
        Total("sb-conversion", "attributed_conversions_14d").ShouldBe(2);
        Total("sb-conversion", "attributed_orders_new_to_brand_14d").ShouldBe(1);
    }

    [Fact]
    public void A_repeat_counts_once_and_other_shoppers_have_their_own_touches()
    {
        Touch(AdProduct.Sp, Noon);
        var purchase = Buy(Noon + 60, Promoted);
        books.Add([purchase with { IsRepeat = true }]);
        books.Add([
            Deed(PlatformEventKind.Purchase, Noon + 70, Promoted, 1, 100) with
            {
                Shopper = new() { Shopper = "other", Sku = Promoted },
            },
        ]);
        Total("sp-conversion", "attributed_conversions_1d").ShouldBe(1);
    }

    private static VirtualSku Sku(string sku, string product, string? brand) =>
        new()
        {
            Sku = sku,
            ProductId = product,
            Brand = brand,
            PriceMicros = 100,
            IsTold = true,
        };

    private PlatformEvent Touch(AdProduct product, long time, bool isView = false, int ad = 0, VirtualSku? sku = null)
    {
        var space = Account.Spaces[(int)product];
        var touch = new PlatformEvent(Account, space.Targets[0], space.Targets[0].Ads[ad], space.Places[0])
        {
            Kind = isView ? PlatformEventKind.Impression : PlatformEventKind.Click,
            Time = time,
            ArrivesAt = Noon,
            Count = 1,
            Number = ++number,
            Shopper = new() { Shopper = "s", Sku = sku ?? Promoted },
        };
        books.Add([touch]);
        return touch;
    }

    private PlatformEvent Buy(long time, VirtualSku sku, int units = 1, long sales = 100)
    {
        var purchase = Deed(PlatformEventKind.Purchase, time, sku, units, sales);
        books.Add([purchase]);
        return purchase;
    }

    private PlatformEvent Deed(PlatformEventKind kind, long time, VirtualSku? sku, int units, long sales) =>
        new(Account)
        {
            Kind = kind,
            Time = time,
            ArrivesAt = Noon,
            Number = ++number,
            Shopper = new()
            {
                Shopper = "s",
                Sku = sku,
                Units = units,
                SalesMicros = sales,
            },
        };

    private void Return(in PlatformEvent purchase, int units, long sales) =>
        books.Add([
            Deed(PlatformEventKind.Return, purchase.Time, null, units, sales) with
            {
                InvalidatedNumber = purchase.Number,
            },
        ]);

    private void TakeBack(in PlatformEvent happened) =>
        books.Add([happened with { IsInvalidation = true, Number = ++number, InvalidatedNumber = happened.Number }]);

    private long Total(string dataset, string metric)
    {
        var place = Books.MetricsOf(Contracts(dataset)).ToList().FindIndex(field => field.Name == metric);
        place.ShouldBeGreaterThanOrEqualTo(0);
        return books.TotalsByAccount(dataset).Sum(account => account.Values[place]);
    }

    private long Hour(string dataset, string metric) =>
        books.Cells(dataset).Where(cell => cell.Values[metric] != 0).ShouldHaveSingleItem().Window.ToUnixTimeSeconds();

    private static Millrace.Contracts.Datasets.DatasetDeclaration Contracts(string dataset) =>
        Millrace.Contracts.Datasets.Datasets.Find(dataset)!;
}
