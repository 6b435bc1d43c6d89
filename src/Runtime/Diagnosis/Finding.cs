namespace Millrace.Runtime.Diagnosis;

/// <summary>How much a finding weighs.</summary>
public enum FindingWeight
{
    /// <summary>Messages do not arrive as it is.</summary>
    Error,

    /// <summary>Messages arrive, and something will hurt; or it could not be judged whether they do.</summary>
    Warning,
}

/// <summary>One thing that was found about a destination.</summary>
/// <param name="Code">Its name for programs, such as QueuePolicyMissing; it stays.</param>
/// <param name="What">What is wrong, a sentence.</param>
/// <param name="Remedy">What to do about it, a sentence.</param>
/// <param name="Policy">The document to paste, where one helps.</param>
public sealed record Finding(string Code, FindingWeight Weight, string What, string Remedy, string? Policy = null);
