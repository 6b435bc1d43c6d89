namespace Millrace.App.Settings;

/// <summary>How a realm is reached.</summary>
internal sealed record RealmSettings
{
    /// <summary>Host names that serve this realm alone; host:port where one host serves several.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>For the links in confirmations; null: that of the whole.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>An address to listen at, besides --listen.</summary>
    public string? Listen { get; init; }
}
