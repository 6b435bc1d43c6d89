using Microsoft.Data.Sqlite;

namespace Millrace.Storage;

/// <summary>How every file of this room is opened: write-ahead log, each commit synced to disk.</summary>
internal static class DurableConnection
{
    public static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        command.ExecuteNonQuery();
        return connection;
    }
}
