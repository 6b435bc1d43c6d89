using Millrace.Runtime.Subscriptions;

namespace Millrace.App.Settings;

/// <summary>What topics are called, where it is not as the original does.</summary>
internal sealed record TopicSettings
{
    /// <summary>The name begins with it; null: as the original's.</summary>
    public string? Prefix { get; init; }

    /// <summary>AWS accounts of 12 digits by dataset, then by realm.</summary>
    public Dictionary<string, Dictionary<string, string>> Publishers { get; init; } = [];

    /// <summary>As the service takes them.</summary>
    public TopicNames Names()
    {
        var publishers = Publishers
            .SelectMany(dataset => dataset.Value.Select(realm => ((dataset.Key, realm.Key), realm.Value)))
            .ToDictionary();
        return Prefix is null
            ? new TopicNames { Publishers = publishers }
            : new TopicNames { Publishers = publishers, Prefix = Prefix };
    }
}
