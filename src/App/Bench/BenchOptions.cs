namespace Millrace.App.Bench;

/// <summary>How large a bench is and where its files go.</summary>
internal sealed record BenchOptions
{
    /// <summary>Events of the input file; rows that do not read it scale by it.</summary>
    public required int Events { get; init; }

    /// <summary>Runs of each side after one that warms up.</summary>
    public required int Runs { get; init; }

    /// <summary>Where inputs are kept and ledgers are made; it is on the disk whose syncs are meant.</summary>
    public required string Folder { get; init; }
}
