using System.Globalization;
using System.Text.Json;
using Millrace.Engine.Entities;
using static Millrace.Engine.Entities.JsonFields;

namespace Millrace.Engine.Budgets;

/// <summary>Reads what a line says of a budget and of the rules that raise it.</summary>
internal static class BudgetReader
{
    private const long PercentMicrosMax = 1_000_000_000;
    private const byte AllDays = 127;
    private const string Needed = "budget must be an object with amount and recurrence, or null where there is none";

    private static readonly string[] Recurrences = ["DAILY", "MONTHLY", "LIFETIME"];
    private static readonly string[] Weekdays = [.. Enum.GetNames<DayOfWeek>().Select(name => name.ToUpperInvariant())];

    /// <summary>Reads budget and budget_rules of a line whose kind has budgets.</summary>
    /// <param name="hasRules">Whether it may have rules, too; else what stands there is a field that nobody knows.</param>
    /// <param name="terms">Null where it has no budget.</param>
    /// <returns>Null, or why the line is refused.</returns>
    public static string? Read(JsonElement root, bool hasRules, out BudgetTerms? terms)
    {
        terms = null;
        var rules = new List<BudgetRule>();
        if (hasRules && Find(root, "budget_rules") is { } told && ReadRules(told, rules) is { } refusal)
        {
            return refusal;
        }

        if (Find(root, "budget") is not { } budget)
        {
            return null;
        }

        if (
            budget.ValueKind != JsonValueKind.Object
            || Find(budget, "amount") is not { } amount
            || Find(budget, "recurrence") is not { } word
        )
        {
            return Needed;
        }

        if (!LineTypes.TryReadMicros(amount, out var micros) || micros <= 0)
        {
            return $"budget.amount must be above 0: it {LineTypes.NotNumber}";
        }

        var recurrence = word.ValueKind == JsonValueKind.String ? Array.IndexOf(Recurrences, word.GetString()) : -1;
        if (recurrence < 0)
        {
            return $"budget.recurrence must be one of {string.Join(", ", Recurrences)}";
        }

        terms = new(micros, (BudgetRecurrence)recurrence, recurrence == (int)BudgetRecurrence.Daily ? rules : []);
        return null;
    }

    private static string? ReadRules(JsonElement told, List<BudgetRule> rules)
    {
        if (told.ValueKind != JsonValueKind.Array || told.EnumerateArray().Any(rule => rule.ValueKind != JsonValueKind.Object))
        {
            return "budget_rules must be an array of objects";
        }

        foreach (var rule in told.EnumerateArray())
        {
            if (ReadRule(rule, out var read, out var isActive) is { } refusal)
            {
                return $"budget_rules[].{refusal}";
            }

            if (isActive)
            {
                rules.Add(read);
            }
        }

        return null;
    }

    private static string? ReadRule(JsonElement rule, out BudgetRule read, out bool isActive)
    {
        read = default;
        isActive = true;
        if (
            Find(rule, "increase_percentage") is not { } percentage
            || !LineTypes.TryReadMicros(percentage, out var percentMicros)
            || percentMicros is <= 0 or > PercentMicrosMax
        )
        {
            return "increase_percentage must be a number above 0 to 1000, of at most 6 decimals";
        }

        if (Find(rule, "start_date") is not { } start || Day(start) is not { } first)
        {
            return "start_date must be a date such as 2026-11-25";
        }

        var last = Find(rule, "end_date") is { } end ? Day(end) : int.MaxValue;
        if (last is null || last < first)
        {
            return "end_date must be a date such as 2026-11-25, not before start_date; leave it out for a rule without end";
        }

        if (Days(rule) is not { } weekdays)
        {
            return $"days_of_week must be an array of at least one of {string.Join(", ", Weekdays)}; leave it out for all of them";
        }

        if (
            new[] { "rule_id", "state" }.FirstOrDefault(name => Find(rule, name) is { ValueKind: not JsonValueKind.String }) is
            { } bad
        )
        {
            return $"{bad} must be a text";
        }

        isActive = Find(rule, "state")?.GetString()?.Equals("ACTIVE", StringComparison.OrdinalIgnoreCase) != false;
        read = new(percentMicros, first, last.Value, weekdays);
        return null;
    }

    /// <summary>Days since 1970-01-01.</summary>
    private static int? Day(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(
            value.GetString(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
            : null;

    private static byte? Days(JsonElement rule)
    {
        if (Find(rule, "days_of_week") is not { } told)
        {
            return AllDays;
        }

        var days = 0;
        foreach (var day in told.ValueKind == JsonValueKind.Array ? told.EnumerateArray() : default)
        {
            var number = day.ValueKind == JsonValueKind.String ? Array.IndexOf(Weekdays, day.GetString()) : -1;
            if (number < 0)
            {
                return null;
            }

            days |= 1 << number;
        }

        return days == 0 ? null : (byte)days;
    }
}
