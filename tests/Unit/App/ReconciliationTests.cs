using Millrace.App.Dev;

namespace Millrace.Unit.App;

/// <summary>The table that says whether five places of the way hold the same sums.</summary>
public sealed class ReconciliationTests
{
    private static readonly Sums Truth = new(1000, 20, 5_000_001);

    [Fact]
    public void Equal_sums_agree() => Of(Truth, Truth, Truth, Truth, Truth).Agrees.ShouldBeTrue();

    [Fact]
    public void Nothing_at_all_does_not_agree() => Reconciliation.Of([], []).Agrees.ShouldBeFalse();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void One_unit_of_any_metric_in_any_place_is_noticed(int place)
    {
        foreach (var one in new[] { new Sums(1, 0, 0), new Sums(0, -1, 0), new Sums(0, 0, 1) })
        {
            var sums = Enumerable.Repeat(Truth, 5).ToArray();
            sums[place] += one;
            Of(sums).Rows.Count(row => !row.Agrees).ShouldBe(1);
        }
    }

    [Fact]
    public void An_account_that_never_landed_is_noticed()
    {
        var all = new Dictionary<string, Sums> { ["a"] = Truth };
        Reconciliation.Of(["a"], [all, all, all, new Dictionary<string, Sums>(), all]).Agrees.ShouldBeFalse();
    }

    private static Reconciliation Of(params Sums[] sums) =>
        Reconciliation.Of(["a"], [.. sums.Select(sum => new Dictionary<string, Sums> { ["a"] = sum })]);
}
