namespace Millrace.Runtime;

/// <summary>Why a request was not done, worded so that the caller can mend it.</summary>
public sealed record Fault(FaultKind Kind, string Message)
{
    public static Fault Invalid(string message) => new(FaultKind.Invalid, message);

    public static Fault NotFound(string message) => new(FaultKind.NotFound, message);

    public static Fault Conflict(string message) => new(FaultKind.Conflict, message);
}

/// <summary>What kind of answer a fault is.</summary>
public enum FaultKind
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>No such thing, or not the caller's: the answer does not tell which.</summary>
    NotFound,

    /// <summary>Right in itself, and against what is there.</summary>
    Conflict,
}
