using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Millrace.Sandbox.StandIns.Store;

/// <summary>
/// A stand-in's state in a SQLite file. One loop does all work on the one connection and joins what waits into one synced
/// transaction; a caller is answered after the commit.
/// </summary>
internal sealed class SerialStore<TTurn> : IAsyncDisposable
    where TTurn : IStoreTurn
{
    private const int WaitingMax = 1_024;
    private const int GroupMax = 128;

    private readonly Channel<IStoreWork<TTurn>> waiting = Channel.CreateBounded<IStoreWork<TTurn>>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true }
    );

    private readonly SqliteConnection connection;
    private readonly Sql sql;
    private readonly TTurn turn;
    private readonly Task loop;

    /// <param name="tables">Makes the tables of format 1 where there are none.</param>
    /// <exception cref="InvalidOperationException">Another process has the file, or a newer program wrote it.</exception>
    public SerialStore(string file, string tables, Func<Sql, TTurn> turnOf)
    {
        connection = StandInFile.Open(file, tables);
        sql = new Sql(connection);
        turn = turnOf(sql);
        loop = RunAsync();
    }

    /// <summary>Runs <paramref name="work"/> in a transaction; it may refuse only before it writes.</summary>
    public async Task<T> DoAsync<T>(Func<TTurn, T> work, CancellationToken cancellation)
    {
        var queued = new StoreWork<TTurn, T>(work);
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
        var group = new List<IStoreWork<TTurn>>(GroupMax);
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

    private void Commit(List<IStoreWork<TTurn>> group)
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
