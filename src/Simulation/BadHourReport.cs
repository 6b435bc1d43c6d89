namespace Millrace.Simulation;

/// <summary>What a bad hour was made of, and what was found wrong with it.</summary>
/// <param name="Messages">Different messages that landed, at all tenants.</param>
/// <param name="Calls">Of all queues.</param>
/// <param name="Faults">Calls that were throttled or not answered, and messages that arrived twice.</param>
/// <param name="Kept">Messages that the denied tenant got after the repair.</param>
/// <param name="Longest">The longest time from publication to landing, of the tenants that are neither denied nor slow.</param>
/// <param name="LongestOfSlow">The same of the tenant whose calls take long.</param>
/// <param name="Repaired">How long after the repair the last message of the denied tenant landed that was published before.</param>
/// <param name="Violations">Broken laws in words; empty when all held.</param>
public sealed record BadHourReport(
    int Seed,
    long Steps,
    int Messages,
    int Calls,
    int Faults,
    int Kept,
    TimeSpan Longest,
    TimeSpan LongestOfSlow,
    TimeSpan Repaired,
    IReadOnlyList<string> Violations
);
