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

    /// <summary>Runs one statement for each row of values; it is prepared once.</summary>
    public void RunEach(string text, IReadOnlyList<string> names, IEnumerable<object[]> rows)
    {
        using var command = Command(text, []);
        var parameters = names.Select(name => command.Parameters.Add(new SqliteParameter { ParameterName = name })).ToList();
        foreach (var row in rows)
        {
            for (var place = 0; place < row.Length; place++)
            {
                parameters[place].Value = row[place];
            }

            command.ExecuteNonQuery();
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
