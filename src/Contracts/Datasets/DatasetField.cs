namespace Millrace.Contracts.Datasets;

/// <summary>One field of a record.</summary>
/// <param name="Name">The JSON key.</param>
/// <param name="Type">What stands in JSON.</param>
/// <param name="Role">What the field is for: dimensions identify a row, metrics are summed.</param>
/// <param name="Source">Where a record takes the value from.</param>
/// <param name="Part">Which dimension, attribute or lane it is; 0 where the source has one value only.</param>
public sealed record DatasetField(string Name, FieldType Type, FieldRole Role, FieldSource Source, int Part = 0)
{
    /// <summary>The dataset's version that brought the field: older blocks render without it for ever.</summary>
    public int Since { get; init; } = 1;

    /// <summary>What stands in place of an attribute of which nothing is known.</summary>
    public string Missing { get; init; } = "";
}

/// <summary>The JSON form of a field.</summary>
public enum FieldType
{
    String,

    /// <summary>JSON integer.</summary>
    Long,

    /// <summary>JSON number in currency units; exact in millionths inside and in the landing.</summary>
    Money,

    /// <summary>ISO 8601 with the offset of the account's zone, at an hour's start.</summary>
    WindowStart,
}

/// <summary>What a field of a record is for.</summary>
public enum FieldRole
{
    /// <summary>About the message itself: ids of record and dataset.</summary>
    Envelope,

    /// <summary>Part of what tells one row from another.</summary>
    Dimension,

    /// <summary>Describes a row and may be learnt later; not part of its key.</summary>
    Attribute,

    /// <summary>A signed delta: rows are summed.</summary>
    Metric,
}
