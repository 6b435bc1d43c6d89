using Microsoft.Data.Sqlite;

namespace Millrace.Unit.Storage;

/// <summary>Another connection to a file, which sees whether others have written to it.</summary>
internal sealed class OutsideWatcher : IDisposable
{
    private readonly SqliteConnection connection;
    private long seen;

    public OutsideWatcher(string file)
    {
        connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        seen = Version();
    }

    /// <summary>Since the last time it was asked.</summary>
    public bool HasSeenWrite()
    {
        var before = seen;
        seen = Version();
        return seen != before;
    }

    public void Dispose() => connection.Dispose();

    private long Version()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }
}
