using System.Globalization;
using Millrace.Contracts.Documents;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>
/// The view of how fast budgets are used. Messages do not say when an epoch of a budget begins; it shows: another budget, less usage than
/// before, or a step told again. Where the first usage of a new period that is told is above the last of the one before, it does not.
/// </summary>
internal static class BudgetPacing
{
    private const string Name = "budget_pacing";

    /// <summary>A message tells at each further so many percent.</summary>
    private const int StepPercent = 5;

    /// <summary>Steps above are not listed: usage of a budget that was cut to nearly nothing has no bound.</summary>
    private const int StepsMax = 200;

    /// <summary>What is projected further ahead is not computable in earnest.</summary>
    private const int HoursMax = 10 * 366 * 24;

    private const string Scope = "advertiser_id, marketplace_id, budget_scope_id, budget_scope_type";

    /// <summary>
    /// As they were told, whenever they came: of one second, those of the budget that was there before come first, and those with less usage.
    /// </summary>
    private const string Order = "told_at, budget IS DISTINCT FROM budget_before, usage, place";

    public static string View { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE OR REPLACE VIEW {LandingSchema.Named(Name)} AS
            WITH told AS (
                SELECT {Scope}, advertising_product_type, budget,
                    last_value(budget) OVER (
                        PARTITION BY {Scope} ORDER BY usage_updated_timestamp
                        GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS budget_before,
                    budget_usage_percentage AS usage, usage_updated_timestamp AS told_at, is_snapshot, rowid AS place,
                    floor(budget_usage_percentage / {StepPercent}) AS step,
                    least(greatest(step, 0), {StepsMax})::INTEGER * {StepPercent} AS listed
                FROM {LandingSchema.Table(DocumentShape.All[Documents.BudgetUsageId])}),
            followed AS (
                SELECT *, lag(listed) OVER scope AS listed_before,
                    lag(budget) OVER scope IS DISTINCT FROM budget
                        OR usage < lag(usage) OVER scope
                        OR (NOT is_snapshot AND step <= lag(step) OVER scope) AS begins
                FROM told
                WINDOW scope AS (PARTITION BY {Scope} ORDER BY {Order})),
            numbered AS (
                SELECT *, sum(begins::INTEGER) OVER (
                    PARTITION BY {Scope} ORDER BY {Order} ROWS UNBOUNDED PRECEDING)::INTEGER AS epoch
                FROM followed),
            paced AS (
                SELECT {Scope}, any_value(advertising_product_type) AS advertising_product_type, epoch,
                    min(told_at)::DATE AS day, min(told_at) AS first_told_at, max(told_at) AS last_told_at,
                    any_value(budget) AS budget, max(usage) AS budget_usage_percentage,
                    map_from_entries(flatten(list(
                        [(reached, told_at) FOR reached IN range(
                            if(begins, 0, listed_before) + {StepPercent}, listed + {StepPercent}, {StepPercent})]
                        ORDER BY {Order}))) AS steps,
                    (max(usage) - min(usage)) * 3.6e9 / nullif(date_diff('microsecond', min(told_at), max(told_at)), 0)
                        AS percent_per_hour
                FROM numbered
                GROUP BY {Scope}, epoch)
            SELECT *, CASE
                WHEN budget_usage_percentage < 100 AND (100 - budget_usage_percentage) / percent_per_hour < {HoursMax}
                    AND last_told_at < TIMESTAMP '9900-01-01'
                THEN last_told_at + to_microseconds(
                    TRY_CAST((100 - budget_usage_percentage) / percent_per_hour * 3.6e9 AS BIGINT))
                END AS projected_full_at
            FROM paced
            """
        );
}
