using System.Text.Json;
using Microsoft.Data.Sqlite;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Store;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Sandbox.Streams.Store;

/// <summary>Streams and the records that wait in them.</summary>
internal sealed class StreamTable(Sql sql, AwsStandInOptions options)
{
    public const string Format1 = """
        CREATE TABLE IF NOT EXISTS stream (
            id INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
            settings TEXT NOT NULL, UNIQUE (region, name));
        CREATE TABLE IF NOT EXISTS record (
            id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, arrived INTEGER NOT NULL, due INTEGER NOT NULL,
            data BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS record_by_stream ON record (stream);
        CREATE INDEX IF NOT EXISTS record_by_due ON record (due);

        """;

    private const string Columns = "id, region, name, created, settings";

    /// <summary>Bytes that wait, by stream; read anew after a transaction that failed.</summary>
    private readonly Dictionary<long, long> waiting = [];
    private long? waitingInAll;

    public void Forget()
    {
        waiting.Clear();
        waitingInAll = null;
    }

    public StreamRow? Find(string region, string name) =>
        sql.All($"SELECT {Columns} FROM stream WHERE region = $1 AND name = $2", ReadStream, region, name).FirstOrDefault();

    /// <summary>Names in order, after <paramref name="after"/>.</summary>
    public List<string> Names(string region, string after, int max) =>
        sql.All(
            "SELECT name FROM stream WHERE region = $1 AND name > $2 ORDER BY name LIMIT $3",
            row => row.GetString(0),
            region,
            after,
            max
        );

    public void Create(string region, string name, StreamSettings settings, long nowMs)
    {
        if (sql.Number("SELECT count(*) FROM stream") >= options.StreamsMax)
        {
            throw StreamError.LimitExceeded(options.StreamsMax);
        }

        sql.Run(
            "INSERT INTO stream (region, name, created, settings) VALUES ($1, $2, $3, $4)",
            region,
            name,
            nowMs,
            JsonSerializer.Serialize(settings)
        );
    }

    /// <summary>Takes a stream away with what waits in it.</summary>
    public void Delete(StreamRow stream)
    {
        sql.Run("DELETE FROM record WHERE stream = $1", stream.Id);
        sql.Run("DELETE FROM stream WHERE id = $1", stream.Id);
        Forget();
    }

    /// <exception cref="StreamError">The records would be more than the stand-in keeps.</exception>
    public void NeedRoom(long bytes)
    {
        waitingInAll ??= sql.Number("SELECT ifnull(sum(length(data)), 0) FROM record");
        if (waitingInAll + bytes > options.BufferedBytesMax)
        {
            throw StreamError.IsFull();
        }
    }

    /// <param name="due">When it is delivered at the latest, milliseconds since 1970.</param>
    public void Add(StreamRow stream, byte[] data, long nowMs, long due)
    {
        var before = Waiting(stream);
        sql.Run("INSERT INTO record (stream, arrived, due, data) VALUES ($1, $2, $3, $4)", stream.Id, nowMs, due, data);
        waiting[stream.Id] = before + data.Length;
        waitingInAll += data.Length;
    }

    /// <summary>Bytes of the records that wait in a stream.</summary>
    public long Waiting(StreamRow stream)
    {
        if (!waiting.TryGetValue(stream.Id, out var bytes))
        {
            bytes = sql.Number("SELECT ifnull(sum(length(data)), 0) FROM record WHERE stream = $1", stream.Id);
            waiting[stream.Id] = bytes;
        }

        return bytes;
    }

    /// <summary>The oldest records, until they have as many bytes.</summary>
    public List<RecordRow> Oldest(StreamRow stream, long bytes)
    {
        var rows = new List<RecordRow>();
        for (var (after, got) = (0L, 0L); got < bytes; )
        {
            var more = sql.All(
                "SELECT id, arrived, data FROM record WHERE stream = $1 AND id > $2 ORDER BY id LIMIT 500",
                row => new RecordRow(row.GetInt64(0), row.GetInt64(1), (byte[])row.GetValue(2)),
                stream.Id,
                after
            );
            foreach (var row in more)
            {
                if (got < bytes)
                {
                    rows.Add(row);
                    got += row.Data.Length;
                }
            }

            if (more.Count == 0)
            {
                break;
            }

            after = more[^1].Id;
        }

        return rows;
    }

    public void Remove(List<RecordRow> rows)
    {
        foreach (var row in rows)
        {
            sql.Run("DELETE FROM record WHERE id = $1", row.Id);
        }

        Forget();
    }

    /// <summary>Everything that waits in a stream is delivered later.</summary>
    public void PutOff(StreamRow stream, long due) => sql.Run("UPDATE record SET due = $2 WHERE stream = $1", stream.Id, due);

    /// <summary>Streams with a record that is to be delivered now.</summary>
    public List<StreamRow> Due(long nowMs) =>
        sql.All($"SELECT {Columns} FROM stream WHERE id IN (SELECT stream FROM record WHERE due <= $1)", ReadStream, nowMs);

    /// <summary>When the next record is to be delivered, or null where none waits.</summary>
    public long? NextDueMs() => sql.All("SELECT min(due) FROM record", row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0))[0];

    private static StreamRow ReadStream(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt64(3),
            JsonSerializer.Deserialize<StreamSettings>(row.GetString(4))!
        );
}
