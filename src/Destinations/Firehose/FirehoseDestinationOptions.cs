namespace Millrace.Destinations.Firehose;

/// <summary>How streams, and the roles by which they are entered, are reached.</summary>
public sealed record FirehoseDestinationOptions
{
    /// <summary>Address of a stand-in for Firehose and STS; null: AWS itself, in the region of the stream.</summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>
    /// Access key for a stand-in, by which roles are assumed; null: the credentials that the AWS SDK finds, which is a role on AWS.
    /// </summary>
    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>A call that takes longer is tried again, on the wall clock.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What requests are dated by; AWS refuses those that are more than minutes off.</summary>
    public TimeProvider WallTime { get; init; } = TimeProvider.System;
}
