namespace Millrace.App.Stand;

/// <summary>Whether the stand-in for SQS holds policies against the publisher, and by whose names.</summary>
internal enum StandInPolicies
{
    None,
    Production,
    Compat,
}
