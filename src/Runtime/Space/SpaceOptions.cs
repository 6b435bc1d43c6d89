namespace Millrace.Runtime.Space;

/// <summary>How much room is kept back, and how often it is looked; times are of the wall clock.</summary>
public sealed record SpaceOptions
{
    /// <summary>
    /// Free bytes below which new bodies are refused: what is left is for cursors, the registry, pages and publications; 0: until the
    /// disk is full.
    /// </summary>
    public long FreeBytesMin { get; init; } = 256 << 20;

    /// <summary>Wait between two looks; one costs a system call.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after a refused write the disk counts as full: longer than until the next try.</summary>
    public TimeSpan FullFor { get; init; } = TimeSpan.FromSeconds(5);
}
