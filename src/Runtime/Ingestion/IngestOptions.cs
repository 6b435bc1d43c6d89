namespace Millrace.Runtime.Ingestion;

/// <summary>Bounds of what is taken in.</summary>
public sealed record IngestOptions
{
    /// <summary>Bytes of a body after decompression; a larger one is refused whole.</summary>
    public long BodyBytesMax { get; init; } = 64 << 20;

    /// <summary>Bytes of one line; a longer one is refused by its number.</summary>
    public int LineBytesMax { get; init; } = 16 << 10;

    /// <summary>The same of an entity, which may have long lists; not of products.</summary>
    public int EntityLineBytesMax { get; init; } = 1 << 20;

    /// <summary>Bodies that are read and committed at the same time; more are told to come again.</summary>
    public int BodiesAtOnceMax { get; init; } = 16;

    /// <summary>What a caller is told to wait when all is full, on the wall clock.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a caller is told to wait when the disk has no room, on the wall clock.</summary>
    public TimeSpan SpaceRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Characters of a batch id.</summary>
    public int BatchIdCharactersMax { get; init; } = 128;
}
