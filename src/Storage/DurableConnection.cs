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

    /// <summary>Lets the file grow no further than to a number of pages, or not at all where it has more: a full disk for tests.</summary>
    public static void BoundPages(SqliteConnection connection, long pages)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA max_page_count = {pages}";
        command.ExecuteNonQuery();
    }
}
