using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>Inserts rows of one dataset, column by column.</summary>
internal sealed class TableWriter : IRowSource, IDisposable
{
    /// <summary>The one column that is the same in all rows of a batch.</summary>
    private const int TimePlace = -1;
    private readonly List<int> rows = [];
    private readonly RowTable table;
    private readonly List<(string Name, int Place, ColumnKind Kind)> columns;
    private readonly RowInsert insert;
    private long micros;

    public TableWriter(DuckDBConnection connection, RowTable table)
    {
        this.table = table;
        columns = ColumnsOf(table.Shape);
        Columns = [.. columns.Select(column => (column.Name, column.Kind))];
        insert = new RowInsert(connection, LandingSchema.Stream, table.Shape.Id, this);
    }

    public IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; }

    public int Rows => rows.Count;

    /// <summary>Takes a row of the table for the next <see cref="Insert"/>, which leaves none.</summary>
    public void Add(int row) => rows.Add(row);

    public void Insert(DateTime now)
    {
        if (rows.Count > 0)
        {
            micros = (now - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            insert.Run();
            rows.Clear();
        }
    }

    public void Dispose() => insert.Dispose();

    public void Fill(RowChunk chunk, int first, int count)
    {
        var part = CollectionsMarshal.AsSpan(rows).Slice(first, count);
        for (var column = 0; column < columns.Count; column++)
        {
            var (_, place, kind) = columns[column];
            if (place == TimePlace)
            {
                chunk.Column<long>(column)[..count].Fill(micros);
                continue;
            }

            switch (kind)
            {
                case ColumnKind.Text or ColumnKind.Uuid:
                    table.Copy(part, place, chunk.Column<Slot>(column));
                    break;
                case ColumnKind.Small or ColumnKind.Date:
                    table.Copy(part, place, chunk.Column<int>(column));
                    break;
                case ColumnKind.Flag:
                    table.Copy(part, place, chunk.Column<bool>(column));
                    break;
                default:
                    table.Copy(part, place, chunk.Column<long>(column));
                    break;
            }

            FillNulls(chunk, column, part, place);
        }
    }

    private void FillNulls(RowChunk chunk, int column, ReadOnlySpan<int> part, int place)
    {
        if (!table.Shape.Columns[place].MayBeNull)
        {
            return;
        }

        var validity = Span<ulong>.Empty;
        for (var row = 0; row < part.Length; row++)
        {
            if (table.IsNull(part[row], place))
            {
                validity = validity.IsEmpty ? chunk.Validity(column) : validity;
                RowChunk.SetNull(validity, row);
            }
        }
    }

    private static List<(string Name, int Place, ColumnKind Kind)> ColumnsOf(RowShape shape) =>
        [
            .. shape.Columns.Select((column, place) => (column.Name, place, column.Kind)),
            (RowShape.ReceivedAt, TimePlace, ColumnKind.Time),
        ];
}
