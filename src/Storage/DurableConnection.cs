using Microsoft.Data.Sqlite;

namespace Millrace.Storage;

/// <summary>How every file of this room is opened: write-ahead log, each commit synced to disk, zeros over what is removed.</summary>
internal static class DurableConnection
{
    /// <summary>One that only reads: what is set for writing costs each opening more than most reads do.</summary>
    public static SqliteConnection OpenToRead(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    public static SqliteConnection Open(string connectionString)
    {
        var connection = OpenToRead(connectionString);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>
    /// Brings all that was committed into the file and empties the write-ahead log: what was removed or replaced before is in neither any more.
    /// </summary>
    /// <exception cref="IOException">Another connection reads an older state of the file for longer than it is waited.</exception>
    public static void Scrub(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 2000; PRAGMA wal_checkpoint(TRUNCATE)";
        using var reader = command.ExecuteReader();
        while (!reader.HasRows || reader.FieldCount < 3)
        {
            reader.NextResult();
        }

        reader.Read();
        if (reader.GetInt64(0) != 0)
        {
            throw new IOException(
                $"What was erased still stands in the write-ahead log of {connection.DataSource}, which somebody reads: end the other program, such as a backup, and ask again."
            );
        }
    }

    /// <summary>Lets the file grow no further than to a number of pages, or not at all where it has more: a full disk for tests.</summary>
    public static void BoundPages(SqliteConnection connection, long pages)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA max_page_count = {pages}";
        command.ExecuteNonQuery();
    }
}
