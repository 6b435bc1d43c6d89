using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>Appends the rows of one dataset, column by column in the file's own order.</summary>
internal sealed class TableWriter(DuckDBConnection connection, DatasetShape shape)
{
    private const string ReceivedAt = "received_at";

    private readonly string[] columns = [.. LandingSchema.ColumnsOf(connection, shape.Dataset)];

    public void Append(List<RowEntry> rows, DateTime now)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var micros = (now - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        using var appender = new ChunkAppender(connection, LandingSchema.Stream, shape.Dataset.Id);
        for (var from = 0; from < rows.Count; from += ChunkAppender.RowsMax)
        {
            var part = CollectionsMarshal.AsSpan(rows)[from..];
            part = part[..Math.Min(part.Length, ChunkAppender.RowsMax)];
            for (var column = 0; column < columns.Length; column++)
            {
                if (columns[column] == ReceivedAt)
                {
                    appender.Column<long>(column)[..part.Length].Fill(micros);
                }
                else
                {
                    Fill(appender, column, shape.PlaceOfColumn(columns[column]), part);
                }
            }

            appender.Append(part.Length);
        }

        appender.Close();
    }

    private void Fill(ChunkAppender appender, int column, int place, ReadOnlySpan<RowEntry> rows)
    {
        if (place < 0)
        {
            appender.Validity(column).Clear();
        }
        else if (shape.IsText(place))
        {
            Copy(appender, column, place, rows, appender.Column<Slot>(column), static slot => slot);
        }
        else if (place == shape.DayPlace || place == shape.HourPlace)
        {
            Copy(appender, column, place, rows, appender.Column<int>(column), static slot => (int)slot.Number);
        }
        else
        {
            Copy(appender, column, place, rows, appender.Column<long>(column), static slot => slot.Number);
        }
    }

    private static void Copy<T>(
        ChunkAppender appender,
        int column,
        int place,
        ReadOnlySpan<RowEntry> rows,
        Span<T> values,
        Func<Slot, T> value
    )
    {
        var validity = Span<ulong>.Empty;
        for (var row = 0; row < rows.Length; row++)
        {
            ref readonly var entry = ref rows[row];
            if (!entry.Table.IsNull(entry.Row, place))
            {
                values[row] = value(entry.Table.At(entry.Row, place));
                continue;
            }

            validity = validity.IsEmpty ? appender.Validity(column) : validity;
            ChunkAppender.SetNull(validity, row);
        }
    }
}
