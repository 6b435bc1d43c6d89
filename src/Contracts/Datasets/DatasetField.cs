namespace Millrace.Contracts.Datasets;

/// <summary>One field of a record.</summary>
/// <param name="Name">The JSON key, and the name of the column.</param>
/// <param name="Type">What stands in JSON.</param>
/// <param name="Role">What the field is for: dimensions identify a row, metrics are summed.</param>
/// <param name="About">What it says, for schema and guide.</param>
public sealed record DatasetField(string Name, FieldType Type, FieldRole Role, string About)
{
    /// <summary>The dataset's version that brought the field: older blocks render without it for ever.</summary>
    public int Since { get; init; } = 1;

    /// <summary>It may be absent from a record, or null. A metric is then 0, but for <see cref="IsLandedOnly"/>.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Other names under which it is attested: the landing reads them into the same column.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>
    /// Seen in live records but in no document: it is landed and never sent. Its value refuses no record, and where it is absent nothing
    /// is known of it.
    /// </summary>
    public bool IsLandedOnly { get; init; }

    /// <summary>In what a metric counts.</summary>
    public FieldUnit Unit =>
        Role != FieldRole.Metric ? FieldUnit.None
        : Type == FieldType.Money ? FieldUnit.Currency
        : FieldUnit.Count;
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

/// <summary>In what a metric counts.</summary>
public enum FieldUnit
{
    /// <summary>No metric.</summary>
    None,

    Count,

    /// <summary>Units of the account's currency, not millionths.</summary>
    Currency,
}
