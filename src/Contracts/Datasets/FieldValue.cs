namespace Millrace.Contracts.Datasets;

/// <summary>Where a record takes the value of a field from.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Part">Which dimension, attribute or lane it is; 0 where the source has one value only.</param>
public sealed record FieldValue(string Field, FieldSource Source, int Part = 0)
{
    /// <summary>What stands in place of an attribute of which nothing is known.</summary>
    public string Missing { get; init; } = "";
}
