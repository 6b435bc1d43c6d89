using Millrace.Engine.Cells;

namespace Millrace.Engine.Publication;

/// <summary>Before when the hours of each dataset do not change any more. Times are in unix seconds.</summary>
/// <param name="Policies">Null: every hour may change.</param>
internal readonly record struct FrozenHours(PublicationPolicies? Policies, long Now)
{
    /// <summary>What happened before is frozen in the dataset.</summary>
    public long Before(CellFamily family) => Policies is null ? 0 : Now - Policies.HorizonSeconds(family);

    /// <summary>What a touch before has to its credit is frozen in all datasets.</summary>
    public long BeforeInAll => Policies is null ? 0 : Now - Policies.CreditSeconds;
}
