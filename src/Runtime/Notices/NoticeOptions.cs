namespace Millrace.Runtime.Notices;

/// <summary>How notices are sent. All times are of the wall clock.</summary>
public sealed record NoticeOptions
{
    /// <summary>How often it is looked whether one waits.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait after the first failure; doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a notice may become: one that is not taken by then is given up.</summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromDays(3);
}
