namespace Millrace.Engine.Projections;

/// <summary>What a step writes.</summary>
internal enum StepKind
{
    /// <summary>A text that is prepared when the block is opened.</summary>
    Text,

    /// <summary>The idempotency id.</summary>
    Id,

    /// <summary>A lane as an integer.</summary>
    Long,

    /// <summary>A lane of millionths as a decimal.</summary>
    Money,
}
