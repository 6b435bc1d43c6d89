namespace Millrace.Runtime.Partitions;

/// <summary>Figures of the partitions of a process, for those who watch it.</summary>
/// <param name="Open">Partitions whose state is in memory: the figures below are sums over these.</param>
/// <param name="UnattributedPurchases">Purchases that were taken in and are credited to no ad.</param>
public sealed record PartitionFigures(int Partitions, int Open, long UnattributedPurchases);
