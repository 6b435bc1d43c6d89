using System.Globalization;
using System.Text.Json;

namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What a campaign or portfolio may spend, as its newest form says.</summary>
internal sealed record BudgetTerms(decimal Amount, BudgetRecurrence Recurrence, IReadOnlyList<BudgetRule> Rules)
{
    /// <summary>Null for an entity that has no budget, or is archived.</summary>
    public static BudgetTerms? Of(EntityRecord entity) =>
        entity.IsArchived || !entity.Document.TryGetValue("budget", out var budget)
            ? null
            : new(
                budget.GetProperty("amount").GetDecimal(),
                Enum.Parse<BudgetRecurrence>(budget.GetProperty("recurrence").GetString()!, ignoreCase: true),
                entity.Document.TryGetValue("budget_rules", out var rules)
                    ? [.. rules.EnumerateArray().Where(IsActive).Select(RuleOf)]
                    : []
            );

    /// <summary>Micros that may be spent in the period that has the day in it, or ends with it.</summary>
    public long InForceOn(long day)
    {
        var fitting = Recurrence == BudgetRecurrence.Daily ? Rules.Where(rule => rule.Fits(day)) : [];
        var raised = Amount * (100 + fitting.Select(rule => rule.Percentage).DefaultIfEmpty(0).Max()) / 100;
        return (long)Math.Round(raised * 1_000_000, MidpointRounding.AwayFromZero);
    }

    private static bool IsActive(JsonElement rule) =>
        !rule.TryGetProperty("state", out var state) || state.GetString() == "ACTIVE";

    private static BudgetRule RuleOf(JsonElement rule) =>
        new(
            rule.GetProperty("increase_percentage").GetDecimal(),
            DayOf(rule.GetProperty("start_date")),
            rule.TryGetProperty("end_date", out var end) ? DayOf(end) : null,
            rule.TryGetProperty("days_of_week", out var days) ? [.. days.EnumerateArray().Select(day => day.GetString()!)] : []
        );

    private static long DayOf(JsonElement date) =>
        LocalDays.Of(DateOnly.ParseExact(date.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture));
}
