namespace Millrace.Simulation;

/// <summary>What survives every kill: the ledger and the registry, each changed in whole writes only.</summary>
internal sealed class SimulatedDisk(Guid incarnation, int partitionCount)
{
    public SimulatedLedger Ledger { get; } = new(incarnation, partitionCount);

    public SimulatedRegistry Registry { get; } = new();
}
