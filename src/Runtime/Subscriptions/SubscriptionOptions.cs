using Millrace.Contracts.Datasets;

namespace Millrace.Runtime.Subscriptions;

/// <summary>What may be subscribed to.</summary>
public sealed record SubscriptionOptions
{
    public SubscriptionLimits Limits { get; init; } = new();

    /// <summary>The datasets that are published.</summary>
    public IReadOnlyList<DatasetDeclaration> Published { get; init; } = Datasets.Produced;
}
