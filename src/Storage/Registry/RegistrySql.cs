using Microsoft.Data.Sqlite;

namespace Millrace.Storage.Registry;

/// <summary>One connection, inside a transaction where it writes.</summary>
internal readonly record struct RegistrySql(SqliteConnection Connection, SqliteTransaction? Transaction)
{
    /// <returns>How many rows were changed.</returns>
    public int Run(string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(text, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs one statement for each row; it is prepared once.</summary>
    /// <param name="bind">Binds the values of a row.</param>
    public void RunEach<T>(string text, IEnumerable<T> rows, Action<PreparedStatement, T> bind)
    {
        using var statement = new PreparedStatement(Connection, text);
        foreach (var row in rows)
        {
            bind(statement, row);
            statement.Run();
        }
    }

    public List<T> All<T>(string text, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(text, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <returns>The first row, or the default where there is none.</returns>
    public T? First<T>(string text, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(text, values);
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public long Count(string text, params ReadOnlySpan<(string Name, object? Value)> values) =>
        First(text, row => row.GetInt64(0), values);

    private SqliteCommand Command(string text, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = Connection.CreateCommand();
        command.Transaction = Transaction;
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
