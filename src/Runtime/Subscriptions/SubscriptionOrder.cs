namespace Millrace.Runtime.Subscriptions;

/// <summary>A request that was found good.</summary>
/// <param name="Roles">Of a stream; null: it is a queue.</param>
internal sealed record SubscriptionOrder(
    string RequestToken,
    string DataSetId,
    string QueueArn,
    string Notes,
    string TopicArn,
    StreamRoles? Roles
)
{
    public bool Freshness { get; init; }

    public bool Changes { get; init; }
}
