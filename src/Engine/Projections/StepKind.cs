namespace Millrace.Engine.Projections;

/// <summary>Which value stands before the text of a step.</summary>
internal enum StepKind
{
    None,

    /// <summary>The idempotency id.</summary>
    Id,

    /// <summary>A lane as an integer.</summary>
    Long,

    /// <summary>A lane of millionths as a decimal.</summary>
    Money,
}
