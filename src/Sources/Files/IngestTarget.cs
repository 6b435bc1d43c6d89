namespace Millrace.Sources.Files;

/// <summary>Which endpoint takes lines, and how.</summary>
public sealed record IngestTarget
{
    private IngestTarget(string name, HttpMethod method, string path) => (Name, Method, Path) = (name, method, path);

    /// <summary>Things that happened.</summary>
    public static IngestTarget Events { get; } = new("events", HttpMethod.Post, "ingest/v1/events");

    /// <summary>Things that happened long ago: any age is taken, and published at once.</summary>
    public static IngestTarget Import { get; } = new("events", HttpMethod.Post, "ingest/v1/events?import=true");

    /// <summary>Things that exist.</summary>
    public static IngestTarget Entities { get; } = new("entities", HttpMethod.Put, "ingest/v1/entities");

    /// <summary>Things that are sold.</summary>
    public static IngestTarget Products { get; } = new("products", HttpMethod.Put, "ingest/v1/products");

    /// <summary>Shoppers of whom nothing is to be known any more.</summary>
    public static IngestTarget ForgetShoppers { get; } = new("shoppers", HttpMethod.Post, "ingest/v1/shoppers/forget");

    /// <summary>What a line is.</summary>
    public string Name { get; }

    internal HttpMethod Method { get; }

    internal string Path { get; }
}
