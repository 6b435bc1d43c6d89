using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>What the model says, in the words of the room, and the other way round.</summary>
internal static class ModelWords
{
    private const int FirstDay = 719_162;
    private static readonly string[] Kinds = ["sp", "sb", "sd", "portfolio"];

    public static BudgetScope Scope(ModelScope scope) =>
        new(scope.Account, (BudgetScopeKind)Array.IndexOf(Kinds, scope.Kind), scope.Id);

    public static long Micros(decimal money) => (long)(money * 1_000_000);

    public static int Day(DateOnly date) => date.DayNumber - FirstDay;

    public static BudgetTerms? Terms(ModelTerms? terms) =>
        terms is null
            ? null
            : new(
                Micros(terms.Amount),
                terms.Recurrence switch
                {
                    "DAILY" => BudgetRecurrence.Daily,
                    "MONTHLY" => BudgetRecurrence.Monthly,
                    _ => BudgetRecurrence.Lifetime,
                },
                [.. terms.Rules.Select(Rule)]
            );

    public static ModelUsage Usage(BudgetUsage usage) =>
        new(
            new(usage.Scope.Account, Kinds[(int)usage.Scope.Kind], usage.Scope.Id),
            usage.Product switch
            {
                AdProduct.SponsoredProducts => "sp",
                AdProduct.SponsoredBrands => "sb",
                _ => "sd",
            },
            usage.Budget / 1_000_000m,
            usage.Spent / 1_000_000m,
            DateTimeOffset.FromUnixTimeSeconds(usage.Time)
        );

    private static BudgetRule Rule(ModelRule rule) =>
        new(
            Micros(rule.Percentage),
            Day(rule.Start),
            rule.End is { } end ? Day(end) : int.MaxValue,
            (byte)(rule.Days?.Distinct().Sum(day => 1 << (int)day) ?? 127)
        );
}
