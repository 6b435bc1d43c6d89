namespace Millrace.App.Settings;

/// <summary>What topics are called, where it is not as the original does.</summary>
internal sealed record TopicSettings
{
    /// <summary>The name begins with it; null: as the original's.</summary>
    public string? Prefix { get; init; }

    /// <summary>AWS accounts of 12 digits by dataset, then by realm.</summary>
    public Dictionary<string, Dictionary<string, string>> Publishers { get; init; } = [];
}
