using Millrace.Contracts.Destinations;

namespace Millrace.Runtime.Ports;

/// <summary>Looks at destinations without sending anything. It never throws for what the world does.</summary>
public interface IDestinationInspector
{
    /// <summary>The ARN of the role or account as which this deployment calls; null where that cannot be found out.</summary>
    ValueTask<string?> PrincipalAsync(string region, CancellationToken cancel);

    ValueTask<QueueLook> LookAtQueueAsync(SqsQueueArn queue, CancellationToken cancel);

    ValueTask<StreamLook> LookAtStreamAsync(FirehoseStreamArn stream, FirehoseAccess access, CancellationToken cancel);
}

/// <summary>How far looking at a destination came.</summary>
public enum LookResult
{
    Seen,
    Missing,
    Forbidden,

    /// <summary>No answer, or one that says nothing of the destination.</summary>
    Unreachable,
}

/// <param name="Attributes">Of the queue, by their names in the API; empty unless it was seen.</param>
/// <param name="Why">What the service said, "" where it was seen.</param>
public sealed record QueueLook(LookResult Result, IReadOnlyDictionary<string, string> Attributes, string Why);

/// <summary>What stood in the way to a stream.</summary>
public enum StreamObstacle
{
    None,
    SubscriberRole,
    SubscriptionRole,

    /// <summary>The role may not look at the stream.</summary>
    Permission,
    Missing,

    /// <summary>It is there and does not take records: not ACTIVE, not of Direct PUT, another stream.</summary>
    Unfit,
    Unreachable,
}

/// <param name="Why">What the service said, "" where nothing stood in the way.</param>
public sealed record StreamLook(StreamObstacle Obstacle, string Why);
