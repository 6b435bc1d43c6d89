namespace Millrace.Runtime.Subscriptions;

/// <summary>How many subscriptions there may be (contract, 1.8); those that ended do not count.</summary>
public sealed record SubscriptionLimits
{
    /// <summary>Per client, account, dataset and destination.</summary>
    public int PerDestinationMax { get; init; } = 1;

    /// <summary>Per client, account and dataset.</summary>
    public int PerStreamMax { get; init; } = 2;

    /// <summary>Per client and dataset.</summary>
    public int PerDatasetMax { get; init; } = 25_000;

    /// <summary>Per client, waiting for their confirmation.</summary>
    public int PendingMax { get; init; } = 1_500;
}
