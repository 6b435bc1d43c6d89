using Microsoft.Data.Sqlite;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>Opens the file and makes its tables where there are none.</summary>
internal static class QueueSchema
{
    private const long FormatVersion = 1;
    private const int SqliteBusy = 5;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS queue (
            id INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
            modified INTEGER NOT NULL, attributes TEXT NOT NULL, UNIQUE (region, name));
        CREATE TABLE IF NOT EXISTS message (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
            attributes TEXT, trace TEXT, dead_letter_source TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            receives INTEGER NOT NULL, first_received INTEGER);
        CREATE INDEX IF NOT EXISTS message_by_visibility ON message (queue, visible_at);
        """;

    /// <exception cref="InvalidOperationException">Another process has the file, or a newer program wrote it.</exception>
    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Pooling = false,
                DefaultTimeout = 1,
            }.ToString()
        );
        try
        {
            connection.Open();
            // Exclusive: waiting receives are woken in memory, so two processes on one file would miss each other's messages.
            Run(connection, "PRAGMA locking_mode = EXCLUSIVE");
            Run(connection, "PRAGMA journal_mode = WAL");
            Run(connection, "PRAGMA synchronous = FULL");
            var version = Number(connection, "PRAGMA user_version");
            if (version > FormatVersion)
            {
                throw new InvalidOperationException(
                    $"The queue file {file} has format version {version}; this program writes {FormatVersion}. Start the newer program."
                );
            }

            Run(connection, $"BEGIN IMMEDIATE; {Tables} PRAGMA user_version = {FormatVersion}; COMMIT");
            return connection;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteBusy)
        {
            connection.Dispose();
            throw new InvalidOperationException(
                $"The queue file {file} is in use by another process: stop that one, or give another file.",
                error
            );
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
