namespace Millrace.Landing.Records;

/// <summary>The columns in which a dataset lands: what is known of a record, then what the landing adds; the last has the unknown fields.</summary>
internal abstract class RowShape
{
    public const string UnknownFields = "unknown_fields";

    public const string ReceivedAt = "received_at";

    private readonly bool[] texts;

    /// <param name="id">The dataset's id, which names the table.</param>
    /// <param name="columns">Those of the record, <see cref="FieldCount"/> of them, before those of the landing.</param>
    protected RowShape(string id, int fieldCount, IEnumerable<RowColumn> columns)
    {
        Id = id;
        FieldCount = fieldCount;
        Columns = [.. columns, RowColumn.Sparse(UnknownFields, ColumnKind.Text)];
        texts = [.. Columns.Select(column => column.Kind == ColumnKind.Text)];
    }

    /// <summary>Every dataset that lands, hourly ones first.</summary>
    public static IReadOnlyList<RowShape> Every { get; } = [.. DatasetShape.All.Values, .. DocumentShape.All.Values];

    public string Id { get; }

    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Places that a record fills, from 0 on.</summary>
    public int FieldCount { get; }

    /// <summary>The slots of a row.</summary>
    public int Width => Columns.Count;

    public int UnknownPlace => Columns.Count - 1;

    public bool IsText(int place) => texts[place];
}
