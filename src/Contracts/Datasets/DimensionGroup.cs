namespace Millrace.Contracts.Datasets;

/// <summary>
/// Dimensions that come in few combinations, such as an ad with its ad group and campaign. A block stores each combination
/// once, and a renderer encodes it once.
/// </summary>
/// <param name="Dimensions">Numbers of the dimensions; none where the attributes are those of the account.</param>
/// <param name="Attributes">Numbers of the attributes of one thing, in the order in which they are told of it.</param>
public sealed record DimensionGroup(IReadOnlyList<int> Dimensions, IReadOnlyList<int> Attributes)
{
    /// <summary>Whose the attributes are.</summary>
    public Described Of { get; init; }

    /// <summary>Which of the group's dimensions is its id, by place.</summary>
    public int IdPlace { get; init; }
}
