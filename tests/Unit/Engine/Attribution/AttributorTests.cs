using Millrace.Engine.Attribution;
using static Millrace.Unit.Engine.Attribution.Events;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>The rule of docs/attribution.md, sentence by sentence: which touch has the credit, and what it counts.</summary>
public sealed class AttributorTests
{
    private const CreditWindows AllOfClick =
        CreditWindows.Click1 | CreditWindows.Click7 | CreditWindows.Click14 | CreditWindows.Click30 | CreditWindows.ClickOrView14;

    private const CreditWindows From14Days = CreditWindows.Click14 | CreditWindows.Click30 | CreditWindows.ClickOrView14;

    private readonly AttributionRig rig = new();

    [Fact]
    public void A_credit_carries_the_touch_and_the_worth_of_the_deed()
    {
        rig.Send([Click(5, Start, AdProduct.Dsp)], [Purchase(9, Start + 60, units: 3, sales: 4_500_000)]);

        rig.Credit.ShouldBe(
            new Credit
            {
                AdProduct = AdProduct.Dsp,
                Combination = 5,
                Time = Start,
                Kind = DeedKind.Purchase,
                Windows = AllOfClick,
                IsView = false,
                IsSameSku = true,
                IsNewToBrand = true,
                Units = 3,
                SalesMicros = 4_500_000,
            }
        );
        rig.Credits[rig.Credit].ShouldBe(1);
        rig.Unattributed.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, AllOfClick, AllOfClick ^ CreditWindows.Click1)]
    [InlineData(7, AllOfClick ^ CreditWindows.Click1, From14Days)]
    [InlineData(14, From14Days, CreditWindows.Click30)]
    [InlineData(30, CreditWindows.Click30, CreditWindows.None)]
    internal void A_click_counts_to_the_last_second_of_a_window_and_not_a_second_longer(
        int days,
        CreditWindows last,
        CreditWindows after
    )
    {
        rig.Send(Click(1, Start));
        rig.Send(Purchase(9, Start + (days * Day), units: 9));
        rig.Send(Purchase(8, Start + (days * Day) + 1, units: 8));

        rig.Credits.Keys.Single(credit => credit.Units == 9).Windows.ShouldBe(last);
        rig.Credits.Keys.SingleOrDefault(credit => credit.Units == 8).Windows.ShouldBe(after);
    }

    [Fact]
    public void A_view_counts_for_14_days()
    {
        rig.Send(View(1, Start));
        rig.Send(Purchase(8, Start + (14 * Day)), Purchase(9, Start + (14 * Day) + 1));

        rig.Credit.Windows.ShouldBe(CreditWindows.ClickOrView14);
        rig.Credit.IsView.ShouldBeTrue();
        rig.Credits[rig.Credit].ShouldBe(1);
        rig.Unattributed.ShouldBe(1);
    }

    [Fact]
    public void A_touch_of_the_same_second_is_eligible_and_one_a_second_later_is_not()
    {
        rig.Send([Click(1, Start), Click(2, Start + 1)], [Purchase(9, Start)]);

        rig.Credited.ShouldBe([1]);
    }

    [Fact]
    public void The_last_click_has_the_credit()
    {
        rig.Send(Click(2, Start + 100), Click(1, Start), Click(3, Start + 50));
        rig.Send(Purchase(9, Start + 200));

        rig.Credited.ShouldBe([2]);
    }

    [Fact]
    public void Of_two_clicks_in_the_same_second_the_one_taken_in_later_has_the_credit()
    {
        rig.Send(Click(2, Start));
        rig.Send(Click(1, Start));
        rig.Send(Purchase(9, Start + 200));

        rig.Credited.ShouldBe([1]);
    }

    [Fact]
    public void A_click_goes_before_a_later_view()
    {
        rig.Send(Click(1, Start), View(2, Start + 50));
        rig.Send(Purchase(9, Start + 60));

        rig.Credit.Combination.ShouldBe(1);
        rig.Credit.Windows.ShouldBe(AllOfClick);
    }

    [Fact]
    public void A_click_20_days_ago_and_a_view_3_days_ago_each_have_their_windows()
    {
        rig.Send(Click(1, Start - (20 * Day)), View(2, Start - (3 * Day)));
        rig.Send(Purchase(9, Start));

        rig.Credits.Keys.ToDictionary(credit => credit.Combination, credit => (credit.Windows, credit.IsView))
            .ShouldBe(
                new Dictionary<int, (CreditWindows, bool)>
                {
                    [1] = (CreditWindows.Click30, false),
                    [2] = (CreditWindows.ClickOrView14, true),
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public void Sponsored_products_have_no_views()
    {
        rig.Send(View(1, Start, AdProduct.SponsoredProducts));
        rig.Send(Purchase(9, Start));

        rig.Credits.ShouldBeEmpty();
    }

    [Fact]
    public void Each_ad_product_is_attributed_by_itself()
    {
        rig.Send(
            Click(1, Start, AdProduct.SponsoredProducts),
            Click(2, Start + 1, AdProduct.SponsoredBrands),
            View(3, Start + 2, AdProduct.SponsoredDisplay),
            Click(4, Start + 3, AdProduct.Dsp)
        );
        rig.Send(Purchase(9, Start + 10));

        rig.Credited.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void A_deed_of_another_shopper_has_no_credit()
    {
        rig.Send(Click(1, Start));
        rig.Send(Purchase(9, Start + 10, shopper: Shopper + 16));

        rig.Credits.ShouldBeEmpty();
        rig.Unattributed.ShouldBe(1);
    }

    [Fact]
    public void A_touch_of_another_brand_is_not_eligible()
    {
        rig.Send(Click(1, Start, brand: 1), Click(2, Start + 1, brand: 2));
        rig.Send(Purchase(9, Start + 10, brand: 1));

        rig.Credited.ShouldBe([1]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(-1, -1)]
    public void A_brand_that_is_unknown_fits(int touched, int bought)
    {
        rig.Send(Click(1, Start, brand: touched));
        rig.Send(Purchase(9, Start, brand: bought));

        rig.Credited.ShouldBe([1]);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(-1, -1, false)]
    public void Same_sku_is_what_both_have(int advertised, int bought, bool isSame)
    {
        rig.Send(Click(1, Start, product: advertised));
        rig.Send(Purchase(9, Start, product: bought));

        rig.Credit.IsSameSku.ShouldBe(isSame);
    }

    [Fact]
    public void Any_other_deed_counts_as_one_and_leaves_no_purchase_unattributed()
    {
        rig.Send(
            Deed(8, Start, DeedKind.BrandedSearch, product: -1, brand: -1),
            Deed(9, Start + 90, DeedKind.OffPlatformPurchase) with
            {
                SalesMicros = 700,
            }
        );
        rig.Unattributed.ShouldBe(0);
        rig.Send(Click(1, Start));

        rig.Credits.Select(credit => (credit.Key.Kind, credit.Key.SalesMicros, credit.Value))
            .ShouldBe([(DeedKind.BrandedSearch, 0, 1), (DeedKind.OffPlatformPurchase, 700, 1)], ignoreOrder: true);
    }

    [Fact]
    public void Every_deed_that_the_events_know_has_a_number()
    {
        var names = Enum.GetNames<DeedKind>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName).ToList();
        var docs = File.ReadAllText(Path.Combine(House.Repository.Root, "docs", "ingest-events.md"));
        var section = docs[docs.IndexOf("## What shoppers do", StringComparison.Ordinal)..];
        var table = section[..section.IndexOf("One line is one deed", StringComparison.Ordinal)];
        var told = table
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, place) => place % 2 == 1))
            .ToList();

        told.Count.ShouldBe(29);
        names.ShouldBe([.. told, "return", "invalidation"], ignoreOrder: true);
    }
}
