using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>
/// The queues and messages in a SQLite file. One loop does all work on the one connection and joins what waits into one synced
/// transaction; a caller is answered after the commit.
/// </summary>
internal sealed class QueueStore : IAsyncDisposable
{
    private const int WaitingMax = 1_024;
    private const int GroupMax = 128;

    private readonly Channel<IStoreWork> waiting = Channel.CreateBounded<IStoreWork>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true }
    );

    private readonly SqliteConnection connection;
    private readonly Sql sql;
    private readonly StoreTurn turn;
    private readonly Task loop;

    public QueueStore(string file, QueueStandInOptions options, TimeProvider wallTime)
    {
        connection = QueueSchema.Open(file);
        sql = new Sql(connection);
        turn = new StoreTurn(sql, options, wallTime);
        loop = RunAsync();
    }

    /// <summary>Runs <paramref name="work"/> in a transaction; it may refuse only before it writes.</summary>
    public async Task<T> DoAsync<T>(Func<StoreTurn, T> work, CancellationToken cancellation)
    {
        var queued = new StoreWork<T>(work);
        await waiting.Writer.WriteAsync(queued, cancellation);
        return await queued.Done;
    }

    public async ValueTask DisposeAsync()
    {
        if (waiting.Writer.TryComplete())
        {
            await loop;
            sql.Dispose();
            await connection.DisposeAsync();
        }
    }

    private async Task RunAsync()
    {
        var group = new List<IStoreWork>(GroupMax);
        while (await waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < GroupMax && waiting.Reader.TryRead(out var work))
            {
                group.Add(work);
            }

            Commit(group);
        }
    }

    private void Commit(List<IStoreWork> group)
    {
        try
        {
            sql.Run("BEGIN");
            turn.Begin();
            foreach (var work in group)
            {
                work.Run(turn);
            }

            sql.Run("COMMIT");
        }
        catch (Exception error)
        {
            RollBack();
            foreach (var work in group)
            {
                work.Fail(error);
            }

            return;
        }

        foreach (var work in group)
        {
            work.Complete();
        }
    }

    private void RollBack()
    {
        try
        {
            sql.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself: there is no transaction any more.
        }

        turn.Forget();
    }
}
