using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Ledger;

/// <summary>
/// Connections that read blocks, each with its statement prepared: a woken pump reads one small block, of which opening and preparing would be
/// the larger part. There are as many as read at a time; each read sees the last commit.
/// </summary>
internal sealed class BlockReads(string connectionString) : IDisposable
{
    private readonly ConcurrentBag<Prepared> idle = [];

    /// <summary>Blocks of a stream with a publication number above the given one, in order, at most so many.</summary>
    public List<DeltaBlock> Read(StreamId stream, long afterPublication, int blocksMax)
    {
        var prepared = idle.TryTake(out var kept) ? kept : new Prepared(DurableConnection.OpenToReadPrepared(connectionString));
        try
        {
            var blocks = prepared.Read(stream, afterPublication, blocksMax);
            idle.Add(prepared);
            return blocks;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var prepared))
        {
            prepared.Dispose();
        }
    }

    private sealed class Prepared : IDisposable
    {
        private readonly SqliteConnection connection;
        private readonly PreparedStatement statement;

        public Prepared(SqliteConnection connection)
        {
            this.connection = connection;
            statement = new PreparedStatement(
                connection,
                """
                SELECT publication, rows, data, published FROM block
                WHERE account = ?1 AND dataset = ?2 AND publication > ?3 ORDER BY publication LIMIT ?4
                """
            );
        }

        public List<DeltaBlock> Read(StreamId stream, long afterPublication, int blocksMax)
        {
            statement.Bind(1, stream.Account);
            statement.Bind(2, stream.Dataset);
            statement.Bind(3, afterPublication);
            statement.Bind(4, blocksMax);
            try
            {
                var blocks = new List<DeltaBlock>();
                while (statement.Step())
                {
                    blocks.Add(ReadBlock(stream));
                }

                return blocks;
            }
            finally
            {
                statement.Reset();
            }
        }

        public void Dispose()
        {
            statement.Dispose();
            connection.Dispose();
        }

        private DeltaBlock ReadBlock(StreamId stream)
        {
            var publication = statement.Number(0);
            var data = Checked.Open(
                statement.Bytes(2).ToArray(),
                $"block {publication} of account {stream.Account}, {stream.Dataset}"
            );
            return new(stream, publication, (int)statement.Number(1), data)
            {
                Published = statement.NumberOrNull(3) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            };
        }
    }
}
