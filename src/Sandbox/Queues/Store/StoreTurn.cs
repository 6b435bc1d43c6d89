using System.Text.Json;
using Microsoft.Data.Sqlite;
using Millrace.Sandbox.Queues.Wire;
using Millrace.Sandbox.StandIns.Store;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>What may be done to queues and messages inside a transaction of the store.</summary>
internal sealed partial class StoreTurn(Sql sql, QueueStandInOptions options, TimeProvider wallTime) : IStoreTurn
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private long? messages;
    private long sweepAtMs;

    /// <summary>Milliseconds since 1970, read once a transaction.</summary>
    public long NowMs { get; private set; }

    public void Begin()
    {
        NowMs = wallTime.GetUtcNow().ToUnixTimeMilliseconds();
        messages ??= sql.Number("SELECT count(*) FROM message");
        if (NowMs >= sweepAtMs)
        {
            sweepAtMs = NowMs + (long)SweepEvery.TotalMilliseconds;
            Sweep();
        }
    }

    public void Forget() => messages = null;

    /// <exception cref="QueueError">There is no such queue.</exception>
    public QueueRow Need(string region, string name) => Find(region, name) ?? throw QueueError.QueueDoesNotExist();

    public QueueRow? Find(string region, string name) =>
        sql.All(
                "SELECT id, region, name, created, modified, attributes FROM queue WHERE region = $1 AND name = $2",
                Row,
                region,
                name
            )
            .FirstOrDefault();

    /// <summary>Names in order, after <paramref name="after"/>.</summary>
    public List<string> Names(string region, string prefix, string after, int max) =>
        sql.All(
            "SELECT name FROM queue WHERE region = $1 AND substr(name, 1, length($2)) = $2 AND name > $3 ORDER BY name LIMIT $4",
            reader => reader.GetString(0),
            region,
            prefix,
            after,
            max
        );

    public void Create(string region, string name, Dictionary<string, string> attributes)
    {
        if (sql.Number("SELECT count(*) FROM queue") >= options.QueuesMax)
        {
            throw QueueError.OverLimit($"There are {options.QueuesMax} queues, the most that the stand-in is set to keep.");
        }

        sql.Run(
            "INSERT INTO queue (region, name, created, modified, attributes) VALUES ($1, $2, $3, $3, $4)",
            region,
            name,
            NowMs,
            JsonSerializer.Serialize(attributes)
        );
    }

    public void Set(QueueRow queue, Dictionary<string, string> attributes)
    {
        var all = new Dictionary<string, string>(queue.Attributes, StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            if (value.Length == 0)
            {
                all.Remove(name);
            }
            else
            {
                all[name] = value;
            }
        }

        sql.Run("UPDATE queue SET attributes = $2, modified = $3 WHERE id = $1", queue.Id, JsonSerializer.Serialize(all), NowMs);
    }

    public void Delete(QueueRow queue)
    {
        Purge(queue);
        sql.Run("DELETE FROM queue WHERE id = $1", queue.Id);
    }

    public void Purge(QueueRow queue) => messages -= sql.Run("DELETE FROM message WHERE queue = $1", queue.Id);

    /// <returns>Messages that can be received, are being worked on, and wait for their delay to pass.</returns>
    public (long Visible, long InFlight, long Delayed) Counts(QueueRow queue) =>
        sql.All(
            """
            SELECT ifnull(sum(visible_at <= $2), 0), ifnull(sum(visible_at > $2 AND receives > 0), 0),
                ifnull(sum(visible_at > $2 AND receives = 0), 0)
            FROM message WHERE queue = $1
            """,
            reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)),
            queue.Id,
            NowMs
        )[0];

    private static QueueRow Row(SqliteDataReader reader) =>
        new(
            reader.GetInt64(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(5))!
        );

    /// <summary>Takes away what is older than its queue keeps messages.</summary>
    private void Sweep()
    {
        var queues = sql.All("SELECT id, region, name, created, modified, attributes FROM queue", Row);
        foreach (var queue in queues)
        {
            messages -= sql.Run("DELETE FROM message WHERE queue = $1 AND sent < $2", queue.Id, Oldest(queue));
        }
    }

    private long Oldest(QueueRow queue) => NowMs - (queue.Whole("MessageRetentionPeriod") * 1_000L);
}
