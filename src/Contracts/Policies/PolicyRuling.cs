namespace Millrace.Contracts.Policies;

/// <summary>What a policy says to a call.</summary>
public enum PolicyVerdict
{
    Allowed,

    /// <summary>No statement allows it.</summary>
    NotAllowed,

    /// <summary>A statement denies it, whatever allows it.</summary>
    Denied,

    /// <summary>It hangs on conditions that cannot be judged here.</summary>
    NotJudged,
}

/// <param name="Statement">The one that decided, where one did.</param>
/// <param name="NotJudged">The conditions on which it hangs, such as <c>IpAddress aws:SourceIp</c>.</param>
public sealed record PolicyRuling(PolicyVerdict Verdict, PolicyStatement? Statement, IReadOnlyList<string> NotJudged);
