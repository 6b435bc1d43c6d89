using Millrace.Runtime.Replays;

namespace Millrace.Runtime.Subscriptions;

/// <summary>A request for a subscription as it came, before anything is checked.</summary>
/// <param name="DestinationArn">The older form of the destination.</param>
/// <param name="QueueArn">destination.sqsDestination.queueArn.</param>
/// <param name="HasDestination">Whether the object stood there at all.</param>
/// <param name="Firehose">destination.firehoseDestination.</param>
public sealed record CreateSubscription(
    string? ClientRequestToken,
    string? DataSetId,
    string? DestinationArn,
    bool HasDestination,
    string? QueueArn,
    CreateFirehose? Firehose,
    string? Notes
)
{
    /// <summary>Whether it asks to be told through when the stream is complete.</summary>
    public bool Freshness { get; init; }

    /// <summary>backfill: what was published before it becomes ACTIVE and is to be sent; null: nothing.</summary>
    public AskReplay? Backfill { get; init; }

    /// <summary>Whether messages of entities are to say who changed what.</summary>
    public bool Changes { get; init; }
}
