using Millrace.Runtime.Replays;

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

    /// <summary>What is sent of the time before it; null: nothing.</summary>
    public ReplayRange? Backfill { get; init; }

    public bool Changes { get; init; }
}
