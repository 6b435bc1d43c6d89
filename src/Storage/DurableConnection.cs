using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage;

/// <summary>How every file of this room is opened: write-ahead log, each commit synced to disk.</summary>
internal static class DurableConnection
{
    /// <summary>One that only reads: what is set for writing costs each opening more than most reads do.</summary>
    public static SqliteConnection OpenToRead(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    /// <summary>
    /// One that only reads, by prepared statements: these do not wait by themselves where they are not let in at once, which is rare: while
    /// the log is being recovered.
    /// </summary>
    public static SqliteConnection OpenToReadPrepared(string connectionString)
    {
        var connection = OpenToRead(connectionString);
        Run(connection, "PRAGMA busy_timeout = 30000");
        return connection;
    }

    public static SqliteConnection Open(string connectionString)
    {
        var connection = OpenToRead(connectionString);
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        return connection;
    }

    /// <summary>
    /// Writes the file anew and empties the write-ahead log: what was removed or replaced before is in neither any more. It takes some ten
    /// seconds a GB, in which nobody else writes, and room for two more of the file.
    /// <para>
    /// SQLite's <c>secure_delete</c> is no way to have this: where it moves rows from one page to another, it leaves their bytes behind, and
    /// it costs every write.
    /// </para>
    /// </summary>
    /// <exception cref="IOException">Another connection reads an older state of the file for longer than it is waited.</exception>
    /// <exception cref="StorageFullException">There is no room.</exception>
    public static void Scrub(SqliteConnection connection, string what)
    {
        // What would keep the log from being emptied does so before all the work, too.
        EmptyLog(connection);

        // Beside the file is the room that was made for it; the folder for temporary files may be a small one in memory.
        var folder = Path.GetDirectoryName(Path.GetFullPath(connection.DataSource))!.Replace("'", "''", StringComparison.Ordinal);
        FullDisk.Told(what, () => Run(connection, $"PRAGMA temp_store_directory = '{folder}'; VACUUM"));
        EmptyLog(connection);
    }

    private static void EmptyLog(SqliteConnection connection)
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
                $"What was erased still stands in the write-ahead log of {connection.DataSource}, which somebody reads: end the other program, such as a backup. It is tried again."
            );
        }
    }

    /// <summary>Lets the file grow no further than to a number of pages, or not at all where it has more: a full disk for tests.</summary>
    public static void BoundPages(SqliteConnection connection, long pages) => Run(connection, $"PRAGMA max_page_count = {pages}");

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
