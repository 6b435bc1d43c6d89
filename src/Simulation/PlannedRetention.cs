namespace Millrace.Simulation;

/// <param name="Kept">How long blocks are kept.</param>
/// <param name="Denied">The subscription whose queue denies everything for longer than that.</param>
/// <param name="From">When it begins to, counted from the start of the run.</param>
/// <param name="Until">When it is repaired.</param>
internal sealed record PlannedRetention(TimeSpan Kept, string Denied, TimeSpan From, TimeSpan Until)
{
    public static PlannedRetention Draw(Random chance, IReadOnlyList<string> subscriptions)
    {
        var kept = TimeSpan.FromMinutes(chance.Next(90, 240));
        var from = TimeSpan.FromMinutes(chance.Next(60));
        return new(
            kept,
            subscriptions[chance.Next(subscriptions.Count)],
            from,
            from + kept + TimeSpan.FromMinutes(chance.Next(30, 150))
        );
    }
}
