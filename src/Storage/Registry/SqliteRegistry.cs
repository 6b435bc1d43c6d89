using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Registry;

/// <summary>
/// Accounts, keys, tokens and subscriptions in one SQLite file: write-ahead log, every change synced to disk before it is
/// answered. One connection writes, one at a time; each read takes a connection of the pool. Another process (the admin
/// command) may write to the same file.
/// </summary>
public sealed partial class SqliteRegistry
    : IRegistry,
        ISubscriptionStore,
        IDeliveryStore,
        IReplayStore,
        IErasureStore,
        IOutsideChanges
{
    private readonly string connectionString;
    private readonly SemaphoreSlim writing = new(1, 1);
    private SqliteConnection? writer;
    private long outsideVersion;

    /// <param name="path">The file; it is made where there is none.</param>
    public SqliteRegistry(string path) =>
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();

    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            writer?.Dispose();
            var opened = writer = DurableConnection.Open(connectionString);
            FullDisk.Told("registry", () => RegistrySchema.Open(opened));
            outsideVersion = DataVersion(writer);
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask<bool> AnyAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            var seen = outsideVersion;
            outsideVersion = DataVersion(writer ?? throw NotOpen());
            return outsideVersion != seen;
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync();
        writer?.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        writing.Dispose();
    }

    private async ValueTask<T> WriteAsync<T>(Func<RegistrySql, T> write, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            var open = writer ?? throw NotOpen();

            // SQLite blocks its thread while the disk syncs: the callers' loop goes on meanwhile.
            return await Task.Run(() => FullDisk.Told("registry", () => InTransaction(open, write)), cancel);
        }
        finally
        {
            writing.Release();
        }
    }

    private static T InTransaction<T>(SqliteConnection open, Func<RegistrySql, T> write)
    {
        using var transaction = open.BeginTransaction(deferred: false);
        var result = write(new RegistrySql(open, transaction));
        transaction.Commit();
        return result;
    }

    /// <summary>Lets the file grow no further than to a number of pages: a full disk for tests.</summary>
    internal async Task BoundPagesAsync(long pages)
    {
        await writing.WaitAsync();
        DurableConnection.BoundPages(writer!, pages);
        writing.Release();
    }

    private ValueTask<T> ReadAsync<T>(Func<RegistrySql, T> read, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var connection = OpenToRead();
        return ValueTask.FromResult(read(new RegistrySql(connection, null)));
    }

    /// <summary>Changes with every commit that another connection than this one made; all of this process's go through it.</summary>
    private static long DataVersion(SqliteConnection open) => new RegistrySql(open, null).Count("PRAGMA data_version");

    private static InvalidOperationException NotOpen() => new("The registry is not open: call OpenAsync first.");

    private SqliteConnection OpenToRead() => DurableConnection.OpenToRead(connectionString);
}
