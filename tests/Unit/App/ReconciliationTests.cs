using Millrace.App.Dev;

namespace Millrace.Unit.App;

/// <summary>The table that says whether five places of the way hold the same sums.</summary>
public sealed class ReconciliationTests
{
    private static readonly string[] Metrics = ["impressions", "clicks", "cost"];
    private static readonly long?[] Truth = [1000, 20, 5_000_001];

    [Fact]
    public void Equal_sums_agree() => Of(Truth, Truth, Truth, Truth, Truth).Agrees.ShouldBeTrue();

    [Fact]
    public void Nothing_at_all_does_not_agree() => new Reconciliation([]).Agrees.ShouldBeFalse();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void One_unit_of_any_metric_in_any_place_is_noticed(int place)
    {
        for (var metric = 0; metric < Metrics.Length; metric++)
        {
            var sums = Enumerable.Range(0, 5).Select(_ => Truth.ToArray()).ToArray();
            sums[place][metric]++;
            Of(sums).Rows.Count(row => !row.Agrees).ShouldBe(1);
        }
    }

    [Fact]
    public void An_account_that_never_landed_is_noticed()
    {
        var all = new Dictionary<string, long?[]> { ["a"] = Truth };
        var none = new Dictionary<string, long?[]>();
        new Reconciliation([
            .. Reconciliation.Of("sp-traffic", Metrics, ["a"], [all, all, all, none, all]),
        ]).Agrees.ShouldBeFalse();
    }

    [Fact]
    public void What_a_place_cannot_know_is_not_held_against_it()
    {
        long?[] unknown = [null, 20, null];
        Of(unknown, Truth, Truth, Truth, Truth).Agrees.ShouldBeTrue();
        Of(unknown, Truth, Truth, [1001, 20, 5_000_001], Truth)
            .Rows.Where(row => !row.Agrees)
            .ShouldHaveSingleItem()
            .Missing.ShouldBe(-1);
    }

    private static Reconciliation Of(params long?[][] sums) =>
        new([
            .. Reconciliation.Of(
                "sp-traffic",
                Metrics,
                ["a"],
                [.. sums.Select(sum => new Dictionary<string, long?[]> { ["a"] = sum })]
            ),
        ]);
}
