namespace Millrace.Sandbox.Platform;

/// <summary>What of an account was answered as accepted.</summary>
/// <param name="Lines">Event lines of any kind.</param>
/// <param name="Impressions">Without those that were taken away.</param>
/// <param name="Clicks">Without those that were taken away.</param>
/// <param name="CostMicros">Without what was taken away.</param>
public sealed record AcceptedTotals(VirtualAccount Account, long Lines, long Impressions, long Clicks, long CostMicros);
