namespace Millrace.Contracts.Policies;

/// <summary>By whose names a subscriber's policies are judged.</summary>
public enum PolicyProfile
{
    /// <summary>The deployment's own: it sends as the role that it runs as.</summary>
    Production,

    /// <summary>The original's: its topics send, and its reviewer looks (contract, 2.2).</summary>
    Compat,
}
