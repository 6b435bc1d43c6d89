using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Unit.Storage;

/// <summary>Subscriptions as they are put into a registry.</summary>
internal static class StoredSubscription
{
    /// <summary>One that waits for its confirmation.</summary>
    public static Subscription Waiting(
        string id,
        StreamId stream,
        DateTimeOffset now,
        string client = "client",
        string user = "ann",
        string? queue = null
    ) =>
        new(
            0,
            id,
            client,
            user,
            stream,
            queue ?? $"queue-{id}",
            "",
            SubscriptionStatus.Provisioning,
            id,
            "",
            "topic",
            "suffix",
            now,
            now,
            now
        );
}
