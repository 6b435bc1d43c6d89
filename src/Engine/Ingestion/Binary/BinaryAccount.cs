namespace Millrace.Engine.Ingestion.Binary;

/// <summary>One account that a binary body names.</summary>
internal readonly struct BinaryAccount
{
    /// <summary>Text numbers.</summary>
    public int Advertiser { get; init; }

    public int Marketplace { get; init; }

    public int Currency { get; init; }

    /// <summary>Bits of those of its fields that are there.</summary>
    public ulong Seen { get; init; }

    /// <summary>Bits of those that are not good by themselves.</summary>
    public ulong Bad { get; init; }

    /// <summary>Null where a field is bad or missing.</summary>
    public AccountCache.Entry? Entry { get; init; }

    /// <summary>Null, or why its events are refused although its fields are good.</summary>
    public string? Fault { get; init; }
}
