namespace Millrace.Server.Http;

/// <summary>How often one client may call the subscription APIs and ask for profiles. The original publishes no figures.</summary>
public sealed record ClientRateOptions
{
    /// <summary>Calls a second in the long run.</summary>
    public double PerSecond { get; init; } = 20;

    /// <summary>Calls at once after a pause.</summary>
    public int BurstMax { get; init; } = 100;

    /// <summary>Clients that are remembered; a client that has rested is forgotten first.</summary>
    public int ClientsMax { get; init; } = 10_000;
}
