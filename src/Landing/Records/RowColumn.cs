namespace Millrace.Landing.Records;

/// <summary>One column of a landed table.</summary>
/// <param name="MayBeAbsent">False where every record has a value.</param>
/// <param name="MayBeNull">False where every row has a value: a metric that is absent is 0.</param>
internal sealed record RowColumn(string Name, ColumnKind Kind, bool MayBeAbsent, bool MayBeNull)
{
    /// <summary>A column of the landing's own that every row has a value in.</summary>
    public static RowColumn Filled(string name, ColumnKind kind) => new(name, kind, MayBeAbsent: false, MayBeNull: false);

    /// <summary>A column in which a value may be absent.</summary>
    public static RowColumn Sparse(string name, ColumnKind kind) => new(name, kind, MayBeAbsent: true, MayBeNull: true);
}
