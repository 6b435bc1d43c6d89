namespace Millrace.Unit.Server.Isolation;

/// <summary>What the model says of a call.</summary>
internal enum Verdict
{
    /// <summary>It is not for the model to say: nothing is asked that belongs to anybody.</summary>
    Open,

    Yes,
    No,
}
