using Millrace.Engine.Publication;

namespace Millrace.App.Dev;

/// <summary>What millrace dev is started with.</summary>
internal sealed record DevOptions
{
    public required string DataFolder { get; init; }

    /// <summary>Seed of the virtual ad platform; the same seed gives the same events.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Virtual seconds that pass in a second of the wall clock.</summary>
    public double Speed { get; init; } = 60;

    /// <summary>Virtual time that is played as fast as it can.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Ends after <see cref="For"/> with the reconciliation; else goes on at <see cref="Speed"/>.</summary>
    public bool Exit { get; init; }

    /// <summary>Where the API listens; the stand-ins for AWS, queries and the realms take the five ports after it. 0: free ports, and none for the realms.</summary>
    public int Port { get; init; } = 8700;

    /// <summary>The API is at https, by a certificate made for development.</summary>
    public bool IsTls { get; init; }

    /// <summary>When each dataset is published, and for how long it changes.</summary>
    public PublicationPolicies Publication { get; init; } = PublicationPolicies.Default;

    /// <summary>Adds one to this column of the reconciliation, to show that it is noticed.</summary>
    public string? Plant { get; init; }
}
