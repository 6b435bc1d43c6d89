namespace Millrace.Landing.Querying;

/// <summary>The bounds of one query.</summary>
public sealed record QueryOptions
{
    /// <summary>Rows after these are left out, with a note.</summary>
    public int RowsMax { get; init; } = 100_000;

    /// <summary>Rows after so many characters of text are left out, with a note.</summary>
    public long CharactersMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>A statement longer than this is refused.</summary>
    public int SqlCharactersMax { get; init; } = 256 * 1024;

    /// <summary>A statement that takes longer is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
