namespace Millrace.Engine.Projections;

/// <summary>For whom blocks are rendered.</summary>
/// <param name="SubscriptionId">Blocks that are for another subscription alone render to nothing.</param>
/// <param name="WantsChanges">Whether messages of entities say who changed what.</param>
public sealed record Recipient(string SubscriptionId, bool WantsChanges)
{
    /// <summary>Gets what all get, in the form of the original.</summary>
    public static Recipient Anyone { get; } = new("", false);
}
