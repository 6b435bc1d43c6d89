namespace Millrace.Runtime.Subscriptions;

/// <summary>A request that was found good.</summary>
internal sealed record SubscriptionOrder(string RequestToken, string DataSetId, string QueueArn, string Notes, string TopicArn)
{
    public bool Freshness { get; init; }
}
