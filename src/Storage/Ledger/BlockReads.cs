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
        var prepared = idle.TryTake(out var kept) ? kept : new Prepared(DurableConnection.OpenToRead(connectionString));
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
        private readonly SqliteCommand command;
        private readonly SqliteParameter account;
        private readonly SqliteParameter dataset;
        private readonly SqliteParameter after;
        private readonly SqliteParameter max;

        public Prepared(SqliteConnection connection)
        {
            this.connection = connection;
            command = connection.CreateCommand();
            command.CommandText = """
                SELECT publication, rows, data, published FROM block
                WHERE account = $account AND dataset = $dataset AND publication > $after ORDER BY publication LIMIT $max
                """;
            account = command.Parameters.AddWithValue("$account", 0);
            dataset = command.Parameters.AddWithValue("$dataset", "");
            after = command.Parameters.AddWithValue("$after", 0L);
            max = command.Parameters.AddWithValue("$max", 0);
        }

        public List<DeltaBlock> Read(StreamId stream, long afterPublication, int blocksMax)
        {
            (account.Value, dataset.Value) = (stream.Account, stream.Dataset);
            (after.Value, max.Value) = (afterPublication, blocksMax);
            using var reader = command.ExecuteReader();
            var blocks = new List<DeltaBlock>();
            while (reader.Read())
            {
                var publication = reader.GetInt64(0);
                var data = Checked.Open(
                    reader.GetFieldValue<byte[]>(2),
                    $"block {publication} of account {stream.Account}, {stream.Dataset}"
                );
                blocks.Add(
                    new(stream, publication, reader.GetInt32(1), data)
                    {
                        Published = reader.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3)),
                    }
                );
            }

            return blocks;
        }

        public void Dispose()
        {
            command.Dispose();
            connection.Dispose();
        }
    }
}
