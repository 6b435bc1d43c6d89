using Millrace.Engine.Attribution;
using static Millrace.Unit.Engine.Attribution.Events;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>Who is new to a brand: no other purchase of it stands in the 365 days before.</summary>
public sealed class NewToBrandTests
{
    private const int Year = 365 * Day;

    private readonly AttributionRig rig = new();

    [Fact]
    public void The_first_purchase_of_a_brand_is_new_and_the_second_is_not()
    {
        Bought(Purchase(8, Start), Purchase(9, Start + 60)).ShouldBe([true, false]);
    }

    [Fact]
    public void A_purchase_of_another_brand_does_not_count() =>
        Bought(Purchase(8, Start, brand: 2), Purchase(9, Start + 60)).ShouldBe([true, true]);

    [Fact]
    public void A_purchase_of_another_shopper_does_not_count() =>
        Bought(Purchase(8, Start, shopper: 5), Purchase(9, Start + 60)).ShouldBe([true]);

    [Fact]
    public void A_purchase_of_no_known_brand_is_not_new() => Bought(Purchase(8, Start, brand: -1)).ShouldBe([false]);

    [Fact]
    public void A_purchase_365_days_before_counts_and_one_a_second_older_does_not()
    {
        Bought(Purchase(8, Start - Year), Purchase(9, Start)).ShouldBe([false]);
        new NewToBrandTests().Bought(Purchase(8, Start - Year - 1), Purchase(9, Start)).ShouldBe([true]);
    }

    [Fact]
    public void A_later_purchase_does_not_count() => Bought(Purchase(8, Start + 60), Purchase(9, Start)).ShouldBe([true, false]);

    [Fact]
    public void An_earlier_purchase_that_comes_late_takes_the_newness_over()
    {
        rig.Send(Click(1, Start), Click(2, Start + 50));
        rig.Send(Purchase(9, Start + 60));
        rig.Send(Purchase(8, Start + 10));

        rig.Credits.Keys.ToDictionary(credit => credit.Combination, credit => credit.IsNewToBrand)
            .ShouldBe(new Dictionary<int, bool> { [1] = true, [2] = false }, ignoreOrder: true);
    }

    [Fact]
    public void Of_two_in_the_same_second_the_one_taken_in_first_is_the_earlier()
    {
        rig.Send(Click(1, Start));
        rig.Send(Purchase(9, Start, units: 9));
        rig.Send(Purchase(8, Start, units: 8));

        rig.Credits.Keys.ToDictionary(credit => credit.Units, credit => credit.IsNewToBrand)
            .ShouldBe(new Dictionary<long, bool> { [9] = true, [8] = false }, ignoreOrder: true);
    }

    [Fact]
    public void A_purchase_that_was_taken_back_leaves_the_next_one_new()
    {
        var first = Purchase(8, Start);
        Bought(first, Purchase(9, Start + 60)).ShouldBe([true, false]);
        rig.Send(Invalid(10, first));

        rig.Credit.IsNewToBrand.ShouldBeTrue();
    }

    [Fact]
    public void What_was_returned_still_stands()
    {
        var first = Purchase(8, Start);
        Bought(first, Return(10, first, units: 1, sales: 10), Purchase(9, Start + 60)).ShouldBe([true, false]);
    }

    [Fact]
    public void A_page_view_is_new_while_no_purchase_of_the_brand_stands_before_it()
    {
        Bought(
                Deed(7, Start, DeedKind.PageView),
                Deed(8, Start + 1, DeedKind.PageView),
                Purchase(9, Start + 2),
                Deed(10, Start + 3, DeedKind.PageView)
            )
            .ShouldBe([true, true, true, false]);
    }

    [Fact]
    public void A_page_view_in_the_second_of_a_purchase_is_new_where_it_was_taken_in_first()
    {
        Bought(Deed(7, Start, DeedKind.PageView), Purchase(9, Start), Deed(8, Start, DeedKind.PageView))
            .Count(isNew => isNew)
            .ShouldBe(2);
        rig.Credits.Where(credit => credit.Key.Kind == DeedKind.PageView)
            .Select(credit => (credit.Key.IsNewToBrand, credit.Value))
            .ShouldBe([(true, 1), (false, 1)], ignoreOrder: true);
    }

    [Fact]
    public void No_other_deed_is_new_to_a_brand() => Bought(Deed(7, Start, DeedKind.AddToCart)).ShouldBe([false]);

    [Fact]
    public void A_purchase_is_remembered_when_its_deed_and_its_click_are_long_gone()
    {
        rig.Send([Click(1, Start)], [Purchase(8, Start)], now: Start);
        for (var day = 1; day <= 364; day++)
        {
            var at = Start + (day * Day);
            rig.Send([Click((ulong)(100 + day), at, shopper: 5)], [Purchase((ulong)(100 + day), at, shopper: 5)], now: at);
            rig.Drop(at);
        }

        rig.Memory.HasDeed(Shopper, 8).ShouldBeFalse();
        rig.Send([Click(2, Start + Year)], [Purchase(9, Start + Year)], frozenBefore: Start + Year, now: Start + Year);
        rig.Credits.Keys.Single(credit => credit.Combination == 2).IsNewToBrand.ShouldBeFalse();
    }

    /// <summary>Whether the deeds, each after a click of its own second, are new; in the order of their times.</summary>
    private List<bool> Bought(params DeedRow[] deeds)
    {
        rig.Send(
            [
                .. deeds
                    .Where(deed => deed.IsDeed)
                    .Select(deed => Click(deed.Id, deed.Time, brand: -1))
                    .DistinctBy(click => click.Id),
            ],
            []
        );
        rig.Send([], deeds, frozenBefore: Start);
        return [.. rig.Credits.Keys.OrderBy(credit => credit.Time).Select(credit => credit.IsNewToBrand)];
    }
}
