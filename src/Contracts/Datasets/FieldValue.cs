namespace Millrace.Contracts.Datasets;

/// <summary>Where a record takes the value of a field from.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Part">Which dimension, attribute or lane it is; 0 where the source has one value only.</param>
public sealed record FieldValue(string Field, FieldSource Source, int Part = 0)
{
    /// <summary>The dataset's version that brought the value: older blocks render without it for ever.</summary>
    public int Since { get; init; } = 1;

    /// <summary>What stands in place of an attribute of which nothing is known; null: the record is without the field.</summary>
    public string? Missing { get; init; } = "";

    /// <summary>What the account has in place of an attribute that is not known, where it has something.</summary>
    public FieldSource? Instead { get; init; }
}
