using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>What all pumps of a process share.</summary>
/// <param name="Chance">Numbers in [0, 1) for the jitter of waits.</param>
/// <param name="Failed">Called with a subscription's id and the reason, whenever something had to be put off.</param>
public sealed record PumpServices(
    PumpOptions Options,
    ILedger Ledger,
    IDeliveryStore Store,
    IDestinationFactory Destinations,
    TimeProvider WallTime,
    Func<double> Chance,
    Action<string, string> Failed
)
{
    /// <summary>The places of pumps whose streams are not urgent.</summary>
    internal BulkLane Bulk { get; } = new(Options.BulkPlacesMax);

    internal Retries Retries { get; } = new(Options, Chance);

    internal DeadLetterSorter DeadLetters { get; } = new(Options, Store, WallTime, Failed);

    /// <summary>By it pumps and replays open their destinations.</summary>
    internal DestinationGates Gates { get; } = new(Destinations, Options, new Retries(Options, Chance), WallTime);

    /// <summary>Called with a subscription's id when its destination has taken all of a call; often, and from many pumps at a time.</summary>
    public Action<string> Taken { get; init; } = _ => { };

    /// <summary>Null: no subscription is told through when its stream is complete.</summary>
    public FreshnessServices? Freshness { get; init; }
}
