using Millrace.Engine.Publication;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Pumps;

namespace Millrace.Simulation;

/// <summary>How large the bounds of a serving process are.</summary>
internal sealed record SimulatedSizes(PartitionHostOptions Partitions, PumpOptions Pumps)
{
    /// <summary>Rows that a pump has under way at most where all is tiny.</summary>
    public const int TinyRowsAtOnce = 7;

    /// <summary>So small that every one of them is met often.</summary>
    public static SimulatedSizes Tiny(SeededScheduler scheduler, int partitions, PublicationPolicies policies) =>
        new(
            new PartitionHostOptions
            {
                Partitions = partitions,
                HashSeed = scheduler.Next(int.MaxValue),
                QueuedCommandsMax = 4,
                TailBytesMax = 2_000 * partitions,
                PageBytesPerEntryMax = 300,
                EventIdsInMemoryMax = 40,
                CellsPerSliceMax = 1 + scheduler.Next(4),
                TurnsAtOnceMax = 1 + scheduler.Next(partitions),
                BytesPerWriteMax = 400,
                Publication = policies,
            },
            new PumpOptions
            {
                RowsAtOnce = TinyRowsAtOnce,
                CallsAtOnce = 2,
                BulkPlacesMax = 2,
            }
        );

    /// <summary>As they are in service.</summary>
    public static SimulatedSizes Usual(SeededScheduler scheduler, int partitions, PublicationPolicies policies) =>
        new(
            new PartitionHostOptions
            {
                Partitions = partitions,
                HashSeed = scheduler.Next(int.MaxValue),
                Publication = policies,
            },
            new PumpOptions { BulkPlacesMax = 2 }
        );
}
