namespace Millrace.Runtime.Subscriptions;

/// <summary>What is to change; null leaves it.</summary>
public sealed record UpdateSubscription(string? Status, string? Notes)
{
    /// <summary>Whether it is to be told through when the stream is complete.</summary>
    public bool? Freshness { get; init; }

    /// <summary>Whether messages of entities are to say who changed what.</summary>
    public bool? Changes { get; init; }
}
