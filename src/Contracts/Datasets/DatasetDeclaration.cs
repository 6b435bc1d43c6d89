namespace Millrace.Contracts.Datasets;

/// <summary>A published shape: the fields of its records in the order in which they are rendered.</summary>
/// <param name="Id">The dataset id of the wire, such as sp-traffic.</param>
/// <param name="Version">Grows when a field is added; fields are never taken away or changed.</param>
public sealed record DatasetDeclaration(string Id, int Version, IReadOnlyList<DatasetField> Fields)
{
    /// <summary>Every dimension and every attribute in exactly one group. Blocks store it: groups never change.</summary>
    public required IReadOnlyList<DimensionGroup> Groups { get; init; }
}
