using Millrace.Engine.Budgets;
using Millrace.Unit.Engine.Entities;

namespace Millrace.Unit.Engine.Budgets;

public sealed class BudgetReaderTests
{
    private const string Daily = "\"budget\":{\"amount\":12.34,\"recurrence\":\"DAILY\",\"currency\":\"USD\"}";

    [Theory]
    [InlineData("campaign", "DAILY", 0)]
    [InlineData("campaign", "MONTHLY", 1)]
    [InlineData("portfolio", "LIFETIME", 2)]
    public void An_amount_and_a_recurrence_are_a_budget(string kind, string word, int recurrence)
    {
        var terms = Terms(kind, $"\"budget\":{{\"amount\":0.000001,\"recurrence\":\"{word}\"}}").ShouldNotBeNull();
        (terms.Micros, (int)terms.Recurrence, terms.Rules.Count).ShouldBe((1, recurrence, 0));
    }

    [Fact]
    public void Rules_that_are_active_raise_a_daily_budget()
    {
        const string Rules = """
            "budget_rules":[
            {"rule_id":"r","increase_percentage":12.5,"start_date":"1970-01-02","end_date":"1970-01-02","days_of_week":["SUNDAY","SATURDAY"],"state":"active"},
            {"increase_percentage":1000,"start_date":"2026-11-25","end_date":null,"days_of_week":null},
            {"increase_percentage":1,"start_date":"2026-11-25","state":"PAUSED"}]
            """;
        Terms("campaign", $"{Daily},{Rules.ReplaceLineEndings("")}")!
            .Rules.ShouldBe([
                new BudgetRule(12_500_000, 1, 1, 0b100_0001),
                new BudgetRule(1_000_000_000, 20_782, int.MaxValue, 127),
            ]);
        Terms("campaign", $"{Daily.Replace("DAILY", "MONTHLY", StringComparison.Ordinal)},{Rules.ReplaceLineEndings("")}")!
            .Rules.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("campaign", "\"budget\":null")]
    [InlineData("campaign", "\"name\":\"x\"")]
    [InlineData("campaign", $"{Daily},\"state\":\"archived\"")]
    [InlineData("campaign", $"{Daily},\"state\":\"USER_DELETED\"")]
    [InlineData("portfolio", $"{Daily},\"state\":\"ARCHIVED\"")]
    [InlineData("campaign", $"{Daily},\"deleted\":true")]
    [InlineData("campaign", $"{Daily},\"ad_product\":\"DSP\"")]
    [InlineData("ad_group", $"{Daily},\"campaign_id\":\"1\"")]
    public void What_has_none_or_is_over_has_none(string kind, string fields) => Terms(kind, fields).ShouldBeNull();

    [Fact]
    public void A_paused_campaign_keeps_its_budget() => Terms("campaign", $"{Daily},\"state\":\"PAUSED\"").ShouldNotBeNull();

    [Theory]
    [InlineData("\"budget\":5", "budget must be an object with amount and recurrence")]
    [InlineData("\"budget\":{\"amount\":5}", "budget must be an object with amount and recurrence")]
    [InlineData("\"budget\":{\"recurrence\":\"DAILY\"}", "budget must be an object with amount and recurrence")]
    [InlineData("\"budget\":{\"amount\":0,\"recurrence\":\"DAILY\"}", "budget.amount must be above 0")]
    [InlineData("\"budget\":{\"amount\":-1,\"recurrence\":\"DAILY\"}", "budget.amount must be above 0")]
    [InlineData("\"budget\":{\"amount\":\"5\",\"recurrence\":\"DAILY\"}", "budget.amount must be above 0")]
    [InlineData("\"budget\":{\"amount\":0.0000001,\"recurrence\":\"DAILY\"}", "of at most 6 decimals")]
    [InlineData("\"budget\":{\"amount\":1e300,\"recurrence\":\"DAILY\"}", "budget.amount must be above 0")]
    [InlineData(
        "\"budget\":{\"amount\":5,\"recurrence\":\"daily\"}",
        "budget.recurrence must be one of DAILY, MONTHLY, LIFETIME"
    )]
    [InlineData("\"budget\":{\"amount\":5,\"recurrence\":1}", "budget.recurrence must be one of")]
    [InlineData("\"budget\":{\"amount\":5,\"recurrence\":\"DAILY\",\"currency\":\"EUR\"}", "budget.currency must be USD")]
    [InlineData("\"budget_rules\":{}", "budget_rules must be an array of objects")]
    [InlineData("\"budget_rules\":[1]", "budget_rules must be an array of objects")]
    [InlineData(
        "\"budget_rules\":[{\"start_date\":\"2026-01-01\"}]",
        "budget_rules[].increase_percentage must be a number above 0 to 1000"
    )]
    [InlineData("\"budget_rules\":[{\"increase_percentage\":0,\"start_date\":\"2026-01-01\"}]", "increase_percentage must be")]
    [InlineData(
        "\"budget_rules\":[{\"increase_percentage\":1000.000001,\"start_date\":\"2026-01-01\"}]",
        "increase_percentage must be"
    )]
    [InlineData("\"budget_rules\":[{\"increase_percentage\":1}]", "start_date must be a date such as 2026-11-25")]
    [InlineData("\"budget_rules\":[{\"increase_percentage\":1,\"start_date\":\"2026-02-30\"}]", "start_date must be a date")]
    [InlineData(
        "\"budget_rules\":[{\"increase_percentage\":1,\"start_date\":\"2026-02-02\",\"end_date\":\"2026-02-01\"}]",
        "end_date must be a date such as 2026-11-25, not before start_date"
    )]
    [InlineData(
        "\"budget_rules\":[{\"increase_percentage\":1,\"start_date\":\"2026-02-02\",\"end_date\":\"soon\"}]",
        "end_date must be a date"
    )]
    [InlineData(
        "\"budget_rules\":[{\"increase_percentage\":1,\"start_date\":\"2026-02-02\",\"days_of_week\":[]}]",
        "days_of_week must be an array of at least one of SUNDAY"
    )]
    [InlineData(
        "\"budget_rules\":[{\"increase_percentage\":1,\"start_date\":\"2026-02-02\",\"days_of_week\":[\"Monday\"]}]",
        "days_of_week must be"
    )]
    [InlineData(
        "\"budget_rules\":[{\"increase_percentage\":1,\"start_date\":\"2026-02-02\",\"state\":false}]",
        "budget_rules[].state must be a text"
    )]
    public void A_budget_that_is_none_is_refused(string fields, string reason) =>
        EntityRig.Judge(EntityRig.Line("campaign", fields)).Refusal.ShouldNotBeNull().ShouldContain(reason);

    private static BudgetTerms? Terms(string kind, string fields) => EntityRig.Read(EntityRig.Line(kind, fields)).Budget;
}
