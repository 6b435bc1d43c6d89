namespace Millrace.Sandbox.Platform;

/// <summary>What an account has in all.</summary>
public sealed record BookTotals(VirtualAccount Account, long Impressions, long Clicks, long CostMicros);
