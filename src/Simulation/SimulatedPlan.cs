namespace Millrace.Simulation;

/// <summary>
/// What befalls a share of the runs beside the usual. It is drawn from a chance of its own: a run that it spares is played as if there were
/// no plan.
/// </summary>
internal sealed record SimulatedPlan(PlannedErasure? Erasure, PlannedRetention? Retention)
{
    /// <summary>Whatever is drawn later of a seed is not what was drawn here.</summary>
    private const int Salt = 0x5eed;

    private const double Share = 0.2;

    public static SimulatedPlan None { get; } = new(null, null);

    /// <param name="subscriptions">Of which one may be denied.</param>
    public static SimulatedPlan Draw(int seed, int accounts, IReadOnlyList<string> subscriptions)
    {
        var chance = new Random(unchecked((seed * 2) ^ Salt));
        return new(
            chance.NextDouble() < Share ? PlannedErasure.Draw(chance, accounts) : null,
            chance.NextDouble() < Share ? PlannedRetention.Draw(chance, subscriptions) : null
        );
    }
}
