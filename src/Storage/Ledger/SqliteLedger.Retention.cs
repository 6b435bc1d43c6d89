using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Ledger;

public sealed partial class SqliteLedger : IRetainedBlocks
{
    public ValueTask<IReadOnlyList<BlockPlace>> ReadBlocksBeforeAsync(DateTimeOffset published, int max, CancellationToken cancel)
    {
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT account, dataset, publication, rows, published FROM block
            WHERE published IS NOT NULL AND published < $before ORDER BY published, publication LIMIT $max
            """;
        command.Parameters.AddWithValue("$before", published.ToUnixTimeSeconds());
        command.Parameters.AddWithValue("$max", max);
        using var reader = command.ExecuteReader();
        var places = new List<BlockPlace>();
        while (reader.Read())
        {
            places.Add(ReadPlace(new StreamId(reader.GetInt32(0), reader.GetString(1)), reader, 2));
        }

        return ValueTask.FromResult<IReadOnlyList<BlockPlace>>(places);
    }

    public async ValueTask DropBlocksAsync(IReadOnlyList<BlockPlace> newest, CancellationToken cancel) =>
        await WriteAsync(writes => writes.DropBlocks(newest), cancel);

    public ValueTask<BlockPlace?> FirstBlockAsync(StreamId stream, long publication, CancellationToken cancel)
    {
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT publication, rows, published FROM block
            WHERE account = $account AND dataset = $dataset AND publication >= $publication ORDER BY publication LIMIT 1
            """;
        command.Parameters.AddWithValue("$account", stream.Account);
        command.Parameters.AddWithValue("$dataset", stream.Dataset);
        command.Parameters.AddWithValue("$publication", publication);
        using var reader = command.ExecuteReader();
        return ValueTask.FromResult(reader.Read() ? ReadPlace(stream, reader, 0) : null);
    }

    public ValueTask<DroppedBlocks?> ReadDroppedAsync(StreamId stream, CancellationToken cancel)
    {
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT publication, published FROM dropped WHERE account = $account AND dataset = $dataset";
        command.Parameters.AddWithValue("$account", stream.Account);
        command.Parameters.AddWithValue("$dataset", stream.Dataset);
        using var reader = command.ExecuteReader();
        return ValueTask.FromResult(
            reader.Read() ? new DroppedBlocks(reader.GetInt64(0), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(1))) : null
        );
    }

    private static BlockPlace ReadPlace(StreamId stream, SqliteDataReader reader, int first) =>
        new(
            stream,
            reader.GetInt64(first),
            reader.GetInt32(first + 1),
            reader.IsDBNull(first + 2) ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(first + 2))
        );
}
