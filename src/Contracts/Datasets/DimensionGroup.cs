namespace Millrace.Contracts.Datasets;

/// <summary>
/// Dimensions that come in few combinations, such as an ad with its ad group and campaign. A block stores each combination
/// once, and a renderer encodes it once.
/// </summary>
/// <param name="Dimensions">Numbers of the dimensions.</param>
/// <param name="Attributes">Numbers of the attributes that hang from the first of them.</param>
public sealed record DimensionGroup(IReadOnlyList<int> Dimensions, IReadOnlyList<int> Attributes);
