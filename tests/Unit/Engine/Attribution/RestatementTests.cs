using Millrace.Engine.Attribution;
using static Millrace.Unit.Engine.Attribution.Events;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>What changes afterwards: events that come late, returns, and what is taken back.</summary>
public sealed class RestatementTests
{
    private readonly AttributionRig rig = new();

    [Fact]
    public void A_late_click_takes_the_credit_over()
    {
        rig.Send(Click(1, Start));
        rig.Send(Purchase(9, Start + 100));
        rig.Send(Click(2, Start + 50));

        rig.Credited.ShouldBe([2]);
    }

    [Fact]
    public void A_click_after_the_deed_changes_nothing_and_asks_for_nothing()
    {
        rig.Send(Click(1, Start));
        rig.Send(Purchase(9, Start + 100));
        var takes = rig.Takes;
        rig.Send(Click(2, Start + 1000));

        rig.Credited.ShouldBe([1]);
        rig.Takes.ShouldBe(takes);
    }

    [Fact]
    public void A_purchase_without_a_touch_waits_for_one()
    {
        rig.Send(Purchase(9, Start));
        rig.Unattributed.ShouldBe(1);
        rig.Send(Click(1, Start - (30 * Day)));

        rig.Credited.ShouldBe([1]);
        rig.Unattributed.ShouldBe(0);
    }

    [Fact]
    public void A_click_found_invalid_leaves_the_credit_to_the_one_before()
    {
        var click = Click(2, Start + 50);
        rig.Send(Click(1, Start), click);
        rig.Send(Purchase(9, Start + 100));
        rig.Send(Invalid(click));

        rig.Credited.ShouldBe([1]);
    }

    [Fact]
    public void An_invalidation_may_come_before_its_touch()
    {
        var click = Click(1, Start);
        rig.Send(Invalid(click));
        rig.Send(click);
        rig.Send(Purchase(9, Start));

        rig.Credits.ShouldBeEmpty();
        rig.Unattributed.ShouldBe(1);
    }

    [Fact]
    public void An_invalidation_counts_whatever_time_it_repeats()
    {
        var click = Click(1, Start);
        rig.Send([click], [Purchase(9, Start)]);
        rig.Send(Invalid(click) with { Time = Start + (90 * Day) });

        rig.Credits.ShouldBeEmpty();
    }

    [Fact]
    public void An_invalidation_by_another_shopper_takes_nothing()
    {
        var click = Click(1, Start);
        var purchase = Purchase(9, Start);
        rig.Send([click], [purchase]);
        rig.Send([Invalid(click) with { Shopper = 5 }], [Invalid(10, purchase) with { Shopper = 5 }]);

        rig.Credited.ShouldBe([1]);
    }

    [Fact]
    public void What_is_returned_lowers_units_and_sales_and_leaves_the_order()
    {
        var purchase = Purchase(9, Start, units: 3, sales: 30);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Send(Return(10, purchase, units: 1, sales: 10));
        rig.Send(Return(11, purchase, units: 1, sales: 5));

        (rig.Credit.Units, rig.Credit.SalesMicros, rig.Credits[rig.Credit]).ShouldBe((1, 15, 1));
    }

    [Fact]
    public void More_cannot_be_returned_than_was_bought()
    {
        var purchase = Purchase(9, Start, units: 1, sales: 10);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Send(Return(10, purchase, units: 2, sales: 5));
        rig.Send(Return(11, purchase, units: 2, sales: 6));

        (rig.Credit.Units, rig.Credit.SalesMicros, rig.Credits[rig.Credit]).ShouldBe((0, 0, 1));
    }

    [Fact]
    public void A_return_may_come_before_its_purchase_and_be_taken_back()
    {
        var purchase = Purchase(9, Start, units: 2, sales: 20);
        var returned = Return(10, purchase, units: 1, sales: 10);
        rig.Send(returned);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Credit.Units.ShouldBe(1);
        rig.Send(Invalid(11, returned));

        rig.Credit.Units.ShouldBe(2);
    }

    [Fact]
    public void Only_a_purchase_can_be_returned()
    {
        var deed = Deed(9, Start, DeedKind.OffPlatformPurchase) with { SalesMicros = 20 };
        rig.Send([Click(1, Start)], [deed, Return(10, deed, units: 0, sales: 5)]);

        rig.Credit.SalesMicros.ShouldBe(20);
    }

    [Fact]
    public void A_purchase_that_was_taken_back_counts_for_nothing()
    {
        var purchase = Purchase(9, Start);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Send(Invalid(10, purchase));

        rig.Credits.ShouldBeEmpty();
        rig.Unattributed.ShouldBe(0);
    }

    [Fact]
    public void A_purchase_that_was_taken_back_before_it_came_counts_for_nothing()
    {
        var purchase = Purchase(9, Start);
        rig.Send(Invalid(10, purchase));
        rig.Send([Click(1, Start)], [purchase]);

        rig.Credits.ShouldBeEmpty();
    }

    [Fact]
    public void What_takes_a_deed_back_twice_takes_it_back_once()
    {
        var purchase = Purchase(9, Start);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Send(Invalid(10, purchase), Invalid(11, purchase));
        rig.Send(Invalid(12, purchase));

        rig.Credits.ShouldBeEmpty();
    }

    [Fact]
    public void A_credit_to_a_frozen_touch_is_neither_taken_nor_given()
    {
        var purchase = Purchase(9, Start, units: 2);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Send([], [Return(10, purchase, units: 1, sales: 0)], frozenBefore: Start + 1);

        rig.Credit.Units.ShouldBe(2);
        rig.Send([Click(2, Start)], [], frozenBefore: Start + 1);
        rig.Credited.ShouldBe([1]);
    }

    [Fact]
    public void A_touch_at_the_frozen_edge_is_not_frozen()
    {
        rig.Send([Click(1, Start)], [Purchase(9, Start)], frozenBefore: Start);

        rig.Credited.ShouldBe([1]);
    }

    [Fact]
    public void A_frozen_touch_keeps_the_deed_from_an_older_one()
    {
        rig.Send(Click(1, Start));
        rig.Send([], [Purchase(9, Start)], frozenBefore: Start + 1);

        rig.Credits.ShouldBeEmpty();
        rig.Unattributed.ShouldBe(0);
    }

    [Fact]
    public void A_forgotten_shopper_keeps_the_credits_and_loses_the_past()
    {
        var purchase = Purchase(9, Start);
        rig.Send([Click(1, Start)], [purchase]);
        rig.Forget(Shopper);
        rig.Send(Invalid(10, purchase));
        rig.Credited.ShouldBe([1]);
        rig.Memory.HasDeed(Shopper, 9).ShouldBeFalse();
        rig.Memory.TouchesOf(Shopper).MoveNext().ShouldBeFalse();

        rig.Send(Purchase(11, Start + 60));
        rig.Unattributed.ShouldBe(1);
    }
}
