namespace Millrace.Landing.Records;

/// <summary>What DuckDB holds in a column, and so what stands in its vectors.</summary>
internal enum ColumnKind
{
    /// <summary>VARCHAR, as <see cref="Slot"/>.</summary>
    Text,

    /// <summary>BIGINT, 8 bytes.</summary>
    Whole,

    /// <summary>DECIMAL(18,6) as millionths, 8 bytes.</summary>
    Money,

    /// <summary>DOUBLE, 8 bytes.</summary>
    Number,

    /// <summary>BOOLEAN, one byte.</summary>
    Flag,

    /// <summary>INTEGER, 4 bytes.</summary>
    Small,

    /// <summary>DATE as days since 1970, 4 bytes.</summary>
    Date,

    /// <summary>TIMESTAMP as microseconds since 1970, 8 bytes.</summary>
    Time,

    /// <summary>UUID as a signed number of 128 bits in the order of its text: its highest bit is turned.</summary>
    Uuid,
}
