using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Runtime.Subscriptions;

/// <summary>One standing order, as it is stored.</summary>
/// <param name="Sequence">Grows with every subscription; pages follow it. 0 until it is stored.</param>
/// <param name="QueueArn">Where the messages go: a queue, or a stream.</param>
/// <param name="RequestToken">The caller's own id of the request that made it.</param>
/// <param name="RequestHash">Tells a repeat of that request from another one under its token.</param>
/// <param name="WaitingSince">When it was made, then when its confirmation was sent: the time to confirm counts from it.</param>
/// <param name="ArnSuffix">Last part of the ARN that confirming answers.</param>
public sealed record Subscription(
    long Sequence,
    string Id,
    string ClientId,
    string UserId,
    StreamId Stream,
    string QueueArn,
    string Notes,
    SubscriptionStatus Status,
    string RequestToken,
    string RequestHash,
    string TopicArn,
    string ArnSuffix,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    DateTimeOffset WaitingSince
)
{
    /// <summary>Whether it is told through when its stream is complete.</summary>
    public bool Freshness { get; init; }

    /// <summary>Whether messages of entities say who changed what.</summary>
    public bool Changes { get; init; }

    /// <summary>Of one that is made: the replay of what was published before it becomes ACTIVE. Stored with it, and not read with it.</summary>
    public Replay? Backfill { get; init; }

    /// <summary>The roles of a stream; null: it is a queue.</summary>
    public StreamRoles? Roles { get; init; }

    public DestinationAddress Destination =>
        new(
            QueueArn,
            Roles is { } roles
                ? new FirehoseAccess(
                    roles.SubscriberRoleArn,
                    roles.SubscriptionRoleArn,
                    roles.AppendsNewline,
                    ClientId,
                    Id,
                    Stream.Dataset
                )
                : null
        );

    /// <summary>What SNS calls the ARN of the subscription.</summary>
    public string SubscriptionArn => $"{TopicArn}:{ArnSuffix}";
}
