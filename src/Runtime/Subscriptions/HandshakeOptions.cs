namespace Millrace.Runtime.Subscriptions;

/// <summary>How confirmations are sent.</summary>
public sealed record HandshakeOptions
{
    /// <summary>Where subscribers reach this server, without a slash at the end, such as http://localhost:8080.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>The same where a realm has an address of its own, by its AWS region.</summary>
    public IReadOnlyDictionary<string, string> RegionUrls { get; init; } = new Dictionary<string, string>();

    /// <param name="topicArn">Its fourth part is the region.</param>
    internal string UrlOf(string topicArn) => RegionUrls.GetValueOrDefault(topicArn.Split(':')[3], PublicUrl);

    /// <summary>How often it is looked for confirmations that ran out of time.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait after the first failed try; doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a stream may refuse before its subscription is FAILED_PROVISIONING: a role that was just made is not known everywhere.
    /// </summary>
    public TimeSpan RefusalBorne { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one sending may take.</summary>
    public TimeSpan DeliveryMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Confirmations read at a time.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>Destinations asked at a time: where so many do not answer, the next wait for one of them.</summary>
    public int UnderWayMax { get; init; } = 1_000;

    /// <summary>How many tokens of one subscription stay valid: each try sends a new one, since only hashes are kept.</summary>
    public int TokensMax { get; init; } = 16;
}
