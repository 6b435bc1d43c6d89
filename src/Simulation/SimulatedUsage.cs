using System.Globalization;
using System.Text.Json.Nodes;

namespace Millrace.Simulation;

/// <summary>A message of budget-usage, as a subscriber reads it.</summary>
internal sealed record SimulatedUsage(string Campaign, decimal Budget, double Percentage, DateTimeOffset Time)
{
    /// <summary>How many steps of 5 percent it tells; a quotient that is not exact must not fall below its step.</summary>
    public int Steps => (int)Math.Floor((Percentage / 5) + 1e-9);

    public static SimulatedUsage Read(JsonObject document) =>
        new(
            (string)document["budget_scope_id"]!,
            decimal.Parse(document["budget"]!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
            (double)document["budget_usage_percentage"]!,
            DateTimeOffset.Parse((string)document["usage_updated_timestamp"]!, CultureInfo.InvariantCulture)
        );
}
