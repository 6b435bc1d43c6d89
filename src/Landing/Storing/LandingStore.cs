using System.Data;
using DuckDB.NET.Data;
using Millrace.Landing.Confirming;
using Millrace.Landing.Querying;
using Millrace.Landing.Records;
using Millrace.Landing.Storing;

namespace Millrace.Landing;

/// <summary>
/// The landed data in one DuckDB file: a table per dataset, what was seen, the quarantine and the confirmations. A batch is one
/// transaction; when a call returns, what it stored survives the process.
/// </summary>
public sealed class LandingStore : IAsyncDisposable
{
    /// <summary>Fewer and larger checkpoints: each of them compresses the last part of every column again.</summary>
    private const string CheckpointAt = "64MB";

    /// <summary>
    /// New files have the first storage version that compresses texts by dictionary and FSST together: a quarter less CPU and
    /// space. A file keeps the version it was made with.
    /// </summary>
    private const string StorageVersion = "v1.3.0";

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly TimeProvider clock;
    private readonly int idsPerRun;
    private readonly RecordBatch batch = new();
    private DuckDBConnection connection;
    private LandingWrites writes;
    private KnownIds? ids;
    private bool disposed;

    private LandingStore(string file, TimeProvider clock, int idsPerRun)
    {
        File = file;
        this.idsPerRun = idsPerRun;
        this.clock = clock;
        (connection, writes) = Connect();
    }

    /// <summary>The DuckDB file.</summary>
    public string File { get; }

    /// <summary>What was done since the file was opened.</summary>
    public LandingCounters Counters { get; } = new();

    /// <summary>Rows stored since the file was opened.</summary>
    public long Stored => Counters.Stored;

    /// <summary>Opens or makes the file; one process at a time may hold it.</summary>
    /// <exception cref="LandingException">The file is held by another process or cannot be used; the message says which.</exception>
    public static Task<LandingStore> OpenAsync(string file, TimeProvider clock, CancellationToken cancel) =>
        OpenAsync(file, clock, IdRun.IdsMax, cancel);

    internal static Task<LandingStore> OpenAsync(string file, TimeProvider clock, int idsPerRun, CancellationToken cancel)
    {
        return Task.Run(
            () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                try
                {
                    return new LandingStore(Path.GetFullPath(file), clock, idsPerRun);
                }
                catch (DuckDBException fault)
                {
                    throw LandingException.CannotOpen(file, fault);
                }
            },
            cancel
        );
    }

    /// <summary>Reads and stores bodies in one transaction; a confirmation among them is put into the quarantine.</summary>
    public async Task<StoreOutcome> StoreAsync(IReadOnlyList<LandingMessage> messages, CancellationToken cancel)
    {
        var outcome = await InTransactionAsync(now => writes.Write(messages, now), cancel).ConfigureAwait(false);
        Counters.Count(outcome);
        return outcome;
    }

    /// <summary>The rows that a statement answers; it is run read-only (see <see cref="LandingQuery"/>).</summary>
    public Task<QueryResult> QueryAsync(string sql, CancellationToken cancel) => new LandingQuery(this).RunAsync(sql, cancel);

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        if (!disposed)
        {
            disposed = true;
            writes.Dispose();
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        turn.Release();
    }

    internal async Task QuarantineAsync(ConfirmationDocument document, string reason, CancellationToken cancel)
    {
        var record = new UnreadableRecord(new RecordSource(document.Source, 0, document.Source.Body), reason);
        await InTransactionAsync(
                now =>
                {
                    writes.Quarantine([record], now);
                    return true;
                },
                cancel
            )
            .ConfigureAwait(false);
        Counters.Count(new StoreOutcome(0, 0, 1));
    }

    internal async Task ConfirmedAsync(ConfirmationDocument document, string subscriptionArn, CancellationToken cancel)
    {
        await InTransactionAsync(
                now =>
                {
                    writes.Confirmed(document.Source, document.TopicArn, subscriptionArn, now);
                    return true;
                },
                cancel
            )
            .ConfigureAwait(false);
        Counters.CountConfirmed();
    }

    /// <summary>A connection of its own for a reader; it sees what is committed.</summary>
    internal DuckDBConnection Reader()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Open(File);
    }

    private async Task<T> InTransactionAsync<T>(Func<DateTime, T> write, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            // DuckDB's calls block; the caller's thread is not held by them.
            return await Task.Run(() => Transaction(write), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private T Transaction<T>(Func<DateTime, T> write)
    {
        try
        {
            if (connection.State != ConnectionState.Open)
            {
                (connection, writes) = Connect();
            }

            using var transaction = connection.BeginTransaction();
            var result = write(clock.GetUtcNow().UtcDateTime);
            transaction.Commit();
            writes.Committed();
            return result;
        }
        catch (Exception fault)
        {
            writes.RolledBack();
            // What the fault left behind (an open transaction, a half-filled batch, a database that has given up) goes with the
            // connection; the next attempt begins on a new one.
            Reconnect();
            if (LandingFileException.IsCause(fault))
            {
                throw new LandingFileException(fault);
            }

            throw;
        }
    }

    private void Reconnect()
    {
        writes.Dispose();
        connection.Dispose();
        try
        {
            (connection, writes) = Connect();
        }
        catch (DuckDBException)
        {
            // To open it may need room, too: the next attempt opens it, or tells why it cannot.
        }
    }

    private (DuckDBConnection Connection, LandingWrites Writes) Connect()
    {
        var opened = Open(File);
        try
        {
            LandingSchema.Execute(opened, $"SET checkpoint_threshold = '{CheckpointAt}'");
            var layout = LandingLayout.Open(opened);
            LandingSchema.Create(opened);
            RowInsert.Register(opened);
            // A commit that failed may have come through, and another store may have written: then what is known is read again.
            ids = ids?.Count == layout.Ids ? ids : KnownIds.Load(opened, layout, idsPerRun);
            return (opened, new LandingWrites(opened, ids, layout, batch));
        }
        catch (Exception)
        {
            opened.Dispose();
            throw;
        }
    }

    private static DuckDBConnection Open(string file)
    {
        var text = new DuckDBConnectionStringBuilder { DataSource = file };
        text["storage_compatibility_version"] = StorageVersion;
        var opened = new DuckDBConnection(text.ConnectionString);
        opened.Open();
        // A query may read the landed tables and nothing else of the machine.
        LandingSchema.Execute(opened, "SET enable_external_access = false");
        return opened;
    }
}
