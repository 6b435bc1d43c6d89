using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Millrace.Storage;

/// <summary>
/// A statement that is run again and again by itself: prepared once, its values bound and its columns read without an object for each. Of
/// small rows the objects of <see cref="SqliteCommand"/> are the larger part of the cost. Values are numbered from 1, columns from 0.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    /// <param name="connection">An open one; disposed after the statement.</param>
    public PreparedStatement(SqliteConnection connection, string text)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, text, out statement));
    }

    public void Bind(int place, long value) => Check(raw.sqlite3_bind_int64(statement, place, value));

    public void Bind(int place, double value) => Check(raw.sqlite3_bind_double(statement, place, value));

    public void Bind(int place, string value) => Check(raw.sqlite3_bind_text(statement, place, value));

    /// <summary>Goes to the next row; false where there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return code == raw.SQLITE_ROW;
        }

        Check(code);
        return false;
    }

    /// <summary>Makes it ready to be run once more, and lets what it read go; the values stay bound.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    /// <summary>Runs what answers no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public long? NumberOrNull(int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : Number(column);

    /// <summary>Good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, database);
}
