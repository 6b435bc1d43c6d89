using Microsoft.Data.Sqlite;

namespace Millrace.Sandbox.StandIns.Store;

/// <summary>Opens the file and makes its tables where there are none.</summary>
internal static class StandInFile
{
    private const long FormatVersion = 1;
    private const int SqliteBusy = 5;

    /// <exception cref="InvalidOperationException">Another process has the file, or a newer program wrote it.</exception>
    public static SqliteConnection Open(string file, string tables)
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
            // Exclusive: what waits is woken in memory, so two processes on one file would miss each other's work.
            Run(connection, "PRAGMA locking_mode = EXCLUSIVE");
            Run(connection, "PRAGMA journal_mode = WAL");
            Run(connection, "PRAGMA synchronous = FULL");
            var version = Number(connection, "PRAGMA user_version");
            if (version > FormatVersion)
            {
                throw new InvalidOperationException(
                    $"The file {file} has format version {version}; this program writes {FormatVersion}. Start the newer program."
                );
            }

            Run(connection, $"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {FormatVersion}; COMMIT");
            return connection;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteBusy)
        {
            connection.Dispose();
            throw new InvalidOperationException(
                $"The file {file} is in use by another process: stop that one, or give another file.",
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
