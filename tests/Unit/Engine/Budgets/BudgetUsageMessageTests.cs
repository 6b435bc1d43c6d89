using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Millrace.Contracts.Documents;
using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>The bytes of the message, and the percentage in it.</summary>
public sealed class BudgetUsageMessageTests
{
    private static readonly EventAccount Account = AccountZone.TryFind("Asia/Tokyo", out var zone)
        ? new(0, "ENTITY1", "MKT", "JPY", zone)
        : throw new InvalidOperationException();

    [Fact]
    public void It_reads_as_the_original_writes_it() =>
        Render(BudgetScopeKind.SpCampaign, AdProduct.SponsoredProducts, 5_000_000, 289_500)
            .ShouldBe(
                """{"advertiser_id":"ENTITY1","marketplace_id":"MKT","dataset_id":"budget-usage","budget_scope_id":"75\"ä","budget_scope_type":"CAMPAIGN","advertising_product_type":"sp","budget":5.0,"budget_usage_percentage":5.79,"usage_updated_timestamp":"2026-09-21T13:04:36Z"}"""
            );

    [Fact]
    public void Its_fields_are_those_of_the_declaration_in_their_order()
    {
        var fields = Documents.Find(Documents.BudgetUsageId)!.Fields;
        using var message = JsonDocument.Parse(Render(BudgetScopeKind.Portfolio, AdProduct.SponsoredBrands, 1, 1));

        message.RootElement.EnumerateObject().Select(field => field.Name).ShouldBe(fields.Select(field => field.Path));
        foreach (var field in fields.Where(field => field.Values.Count > 0))
        {
            field.Values.ShouldContain(message.RootElement.GetProperty(field.Path).GetString()!);
        }
    }

    [Fact]
    public void That_of_a_snapshot_says_so() =>
        Render(BudgetScopeKind.Portfolio, AdProduct.SponsoredDisplay, 10, -5, isSnapshot: true)
            .ShouldEndWith(
                """
                "budget_scope_type":"PORTFOLIO","advertising_product_type":"sd","budget":0.00001,"budget_usage_percentage":-50.0,"usage_updated_timestamp":"2026-09-21T13:04:36Z","message_type":"snapshot"}
                """
            );

    [Theory]
    [InlineData(0, 7, "0.0")]
    [InlineData(7, 7, "100.0")]
    [InlineData(1, 3, "33.333333333333336")]
    [InlineData(1, 3_000_000_000_000, "3.3333333333333335E-11")]
    [InlineData(1L << 61, 1, "2.305843009213694E+20")]
    public void The_percentage_has_the_shortest_digits_that_mean_it(long spent, long budget, string digits) =>
        Render(BudgetScopeKind.SpCampaign, AdProduct.SponsoredProducts, budget, spent)
            .ShouldContain($"\"budget_usage_percentage\":{digits},");

    [Fact]
    public void No_double_is_nearer_to_the_exact_quotient_than_the_percentage() =>
        Gen.Select(Gen.Long[-(1L << 61), 1L << 61], Gen.Int[0, 61], Gen.Long[1, long.MaxValue], Gen.Int[0, 62])
            .Sample(
                (spent, spentShift, budget, budgetShift) =>
                {
                    (spent, budget) = (spent >> spentShift, Math.Max(1, budget >> budgetShift));
                    var percentage = Percentage.Of(spent, budget);
                    var off = Off(percentage, spent, budget);
                    off.ShouldBeLessThanOrEqualTo(Off(Math.BitIncrement(percentage), spent, budget));
                    off.ShouldBeLessThanOrEqualTo(Off(Math.BitDecrement(percentage), spent, budget));
                },
                iter: 20_000
            );

    /// <summary>How far a double is from the exact quotient, as whole multiples of one and the same tiny number.</summary>
    private static BigInteger Off(double value, long spent, long budget)
    {
        const int Shift = 1100;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        var scaled = mantissa << (Math.Max(1, exponent) - 1075 + Shift);
        return BigInteger.Abs(((value < 0 ? -scaled : scaled) * budget) - ((BigInteger)spent * 100 << Shift));
    }

    private static string Render(BudgetScopeKind kind, AdProduct product, long budget, long spent, bool isSnapshot = false) =>
        Encoding.UTF8.GetString(
            BudgetUsageMessage.Render(Account, "75\"ä", new(new(0, kind, 3), product, budget, spent, 1_789_995_876), isSnapshot)
        );
}
