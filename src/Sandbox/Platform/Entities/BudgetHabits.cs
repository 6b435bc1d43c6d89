using System.Globalization;
using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>How budgets, their rules and the membership of portfolios change. The recurrence of a budget stays.</summary>
internal static class BudgetHabits
{
    private static readonly decimal[] Factors = [0.4m, 0.75m, 1.2m, 1.35m, 2m];
    private static readonly string[] Weekdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

    /// <summary>Another amount, and with the next beat again the first.</summary>
    public static decimal Scaled(decimal amount, Beat beat) =>
        beat.IsBack
            ? amount
            : Math.Max(0.01m, Math.Round(amount * Factors[beat.Below(Factors.Length)], decimal.IsInteger(amount) ? 0 : 2));

    /// <summary>A portfolio's budget is changed and restored; where there was none, one comes and goes.</summary>
    public static Action<JsonObject, Beat> OfPortfolio(VirtualEntity entity)
    {
        if (entity.Form["budget"]?["amount"]?.GetValue<decimal>() is not { } amount)
        {
            return Sudden(entity);
        }

        return (changed, beat) => changed["budget"]!["amount"] = Scaled(amount, beat);
    }

    /// <summary>A daily budget that was not there before.</summary>
    public static Action<JsonObject, Beat> Sudden(VirtualEntity entity) =>
        (changed, beat) =>
        {
            if (!beat.IsBack)
            {
                changed["budget"] = new JsonObject
                {
                    ["amount"] = EntityForms.Money(entity, 20 + beat.Below(200)),
                    ["currency"] = entity.Account.Currency,
                    ["recurrence"] = "DAILY",
                };
            }
        };

    /// <summary>Into a portfolio of the account, or out of all.</summary>
    public static void Move(JsonObject changed, VirtualAccount account, Beat beat)
    {
        changed.Remove("portfolio_id");
        if (beat.Below(account.Portfolios.Count + 1) is var place && place < account.Portfolios.Count)
        {
            changed["portfolio_id"] = account.Portfolios[place];
        }
    }

    /// <summary>A rule that begins about now, for ever or for some days, and goes again.</summary>
    public static void Rule(JsonObject changed, VirtualAccount account, Beat beat)
    {
        if (beat.IsBack)
        {
            return;
        }

        var start = LocalDays.At(account, beat.Time) - 1 + beat.Below(3);
        var rule = new JsonObject
        {
            ["rule_id"] = $"rule-{beat.Number}",
            ["increase_percentage"] = 12.5m + (5 * beat.Below(17)),
            ["start_date"] = Text(start),
        };
        if (beat.Below(5) > 0)
        {
            rule["end_date"] = Text(start + beat.Below(5));
        }

        if (beat.Below(7) < 3)
        {
            rule["days_of_week"] = new JsonArray([
                .. Weekdays.Where((_, day) => day == beat.Number % 7 || (beat.Hash >> (8 + day)) % 2 == 0),
            ]);
        }

        if (beat.Below(11) == 0)
        {
            rule["state"] = "PAUSED";
        }

        changed["budget_rules"] = new JsonArray(rule);
    }

    private static string Text(long day) => LocalDays.DateOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
