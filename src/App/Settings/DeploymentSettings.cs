namespace Millrace.App.Settings;

/// <summary>What docs/deployment.md describes; without a file, one address serves all realms, over http.</summary>
internal sealed record DeploymentSettings
{
    /// <summary>Realms that have hosts of their own, by NA, EU or FE.</summary>
    public Dictionary<string, RealmSettings> Realms { get; init; } = [];

    /// <summary>Hosts, or host:port, that serve all realms, where others serve one.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public TopicSettings Topics { get; init; } = new();

    public TlsSettings? Tls { get; init; }

    /// <summary>Addresses, or networks such as 10.0.0.0/8, whose X-Forwarded-Host and X-Forwarded-Proto are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>External issuers whose tokens are taken beside our own.</summary>
    public IReadOnlyList<IssuerSettings> Issuers { get; init; } = [];

    /// <summary>Null: owners of subscriptions are told nothing unless they ask.</summary>
    public NoticeSettings? Notices { get; init; }
}
