using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Ledger;

/// <summary>
/// The ledger in one SQLite file: write-ahead log, every commit synced to disk before it is answered. One connection writes,
/// one at a time; each read takes a connection of the pool and sees the last commit.
/// </summary>
public sealed partial class SqliteLedger : ILedger, IScrubbed
{
    private readonly string connectionString;
    private readonly BlockReads blocks;
    private readonly SemaphoreSlim writing = new(1, 1);
    private SqliteConnection? writer;
    private LedgerWrites? writes;

    /// <param name="path">The file; it is made where there is none.</param>
    public SqliteLedger(string path)
    {
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        blocks = new BlockReads(connectionString);
    }

    public async ValueTask<LedgerIdentity> OpenAsync(int newPartitions, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            writer?.Dispose();
            var opened = writer = DurableConnection.Open(connectionString);
            var identity = FullDisk.Told("ledger", () => LedgerSchema.Open(opened, newPartitions));
            writes = new LedgerWrites(writer);
            return identity;
        }
        finally
        {
            writing.Release();
        }
    }

    public ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel) =>
        WriteAsync(writes => writes.Take(partition), cancel);

    public ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(
        IReadOnlyList<PartitionCommit> commits,
        CancellationToken cancel
    ) => WriteAsync(writes => writes.Commit(commits), cancel);

    public ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel)
    {
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM partition WHERE partition = $partition AND epoch = $epoch";
        command.Parameters.AddWithValue("$partition", partition);
        command.Parameters.AddWithValue("$epoch", epoch);
        return ValueTask.FromResult((long)command.ExecuteScalar()! == 1);
    }

    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(int partition, long afterSequence, CancellationToken cancel) =>
        JournalReads.ReadAsync(connectionString, partition, afterSequence, cancel);

    public async IAsyncEnumerable<StoredPage> ReadPagesAsync(
        int partition,
        IReadOnlyCollection<PageKey> pages,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var connection = OpenToRead();
        await using var command = connection.CreateCommand();
        // Where there is no page, a window of format 1 may stand.
        command.CommandText = """
            SELECT data FROM page WHERE partition = $partition AND kind = $kind AND major = $major AND minor = $minor
            UNION ALL
            SELECT data FROM window WHERE partition = $partition AND start = $major AND $kind = 4
            LIMIT 1
            """;
        command.Parameters.AddWithValue("$partition", partition);
        var (kind, major, minor) = (
            command.Parameters.AddWithValue("$kind", 0),
            command.Parameters.AddWithValue("$major", 0L),
            command.Parameters.AddWithValue("$minor", 0)
        );
        foreach (var page in pages)
        {
            (kind.Value, major.Value, minor.Value) = ((int)page.Kind, page.Major, page.Minor);
            var data =
                await command.ExecuteScalarAsync(cancel) as byte[]
                ?? throw new InvalidDataException(
                    $"The ledger lacks the {page} of partition {partition}: restore it from a backup."
                );
            yield return new(page, Checked.Open(data, $"{page} of partition {partition}"));
        }
    }

    public ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<DeltaBlock>>(blocks.Read(stream, afterPublication, blocksMax));
    }

    public ValueTask<long?> FirstPublicationAsync(StreamId stream, DateTimeOffset published, CancellationToken cancel)
    {
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT publication FROM block
            WHERE account = $account AND dataset = $dataset AND (published IS NULL OR published >= $published)
            ORDER BY publication LIMIT 1
            """;
        command.Parameters.AddWithValue("$account", stream.Account);
        command.Parameters.AddWithValue("$dataset", stream.Dataset);
        command.Parameters.AddWithValue("$published", published.ToUnixTimeSeconds());
        return ValueTask.FromResult((long?)command.ExecuteScalar());
    }

    public async ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel)
    {
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(publication), 0) FROM block WHERE account = $account AND dataset = $dataset";
        command.Parameters.AddWithValue("$account", stream.Account);
        command.Parameters.AddWithValue("$dataset", stream.Dataset);
        return Math.Max((long)command.ExecuteScalar()!, (await ReadDroppedAsync(stream, cancel))?.Through ?? 0);
    }

    public ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel) =>
        WriteAsync(writes => writes.EraseBlocks(account, blocksMax), cancel);

    public async ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel) =>
        await WriteAsync(writes => writes.OweScrub(now), cancel);

    public ValueTask<DateTimeOffset?> ScrubOwedSinceAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT value FROM meta WHERE key = '{LedgerSchema.ScrubOwed}'";
        return ValueTask.FromResult(
            command.ExecuteScalar() is string since
                ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(since, CultureInfo.InvariantCulture))
                : (DateTimeOffset?)null
        );
    }

    public async ValueTask ScrubAsync(CancellationToken cancel) => await WriteAsync(writes => writes.Scrub(), cancel);

    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync();
        writes?.Dispose();
        writer?.Dispose();
        blocks.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        writing.Dispose();
    }

    /// <summary>Lets the file grow no further than to a number of pages: a full disk for tests.</summary>
    internal async Task BoundPagesAsync(long pages)
    {
        await writing.WaitAsync();
        DurableConnection.BoundPages(writer!, pages);
        writing.Release();
    }

    private async ValueTask<T> WriteAsync<T>(Func<LedgerWrites, T> write, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            var open = writes ?? throw new InvalidOperationException("The ledger is not open: call OpenAsync first.");

            // SQLite blocks its thread while the disk syncs: the callers' loop goes on meanwhile.
            return await Task.Run(() => FullDisk.Told("ledger", () => write(open)), cancel);
        }
        finally
        {
            writing.Release();
        }
    }

    private SqliteConnection OpenToRead() => DurableConnection.OpenToRead(connectionString);
}
