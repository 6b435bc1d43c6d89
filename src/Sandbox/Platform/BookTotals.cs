namespace Millrace.Sandbox.Platform;

/// <summary>What an account has in all of a dataset.</summary>
/// <param name="Values">In the order of <see cref="Books.MetricsOf"/>; money in millionths.</param>
public sealed record BookTotals(VirtualAccount Account, IReadOnlyList<long> Values);
