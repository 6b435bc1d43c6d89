using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    public ValueTask<bool> ActivateAsync(string id, StreamCursor cursor, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            sql =>
                sql.Run(
                    """
                    UPDATE subscription SET status = 3, publication = $publication, row = $row, updated = $now
                    WHERE id = $id AND status <= 2
                    """,
                    ("$id", id),
                    ("$publication", cursor.Publication),
                    ("$row", cursor.Row),
                    ("$now", now.ToUnixTimeMilliseconds())
                ) == 1,
            cancel
        );

    public ValueTask<IReadOnlyList<DueConfirmation>> ReadDueAsync(DateTimeOffset now, int max, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<DueConfirmation>>(
            sql =>
                sql.All(
                    $"SELECT {Columns}, attempts FROM subscription WHERE status = 1 AND due <= $now ORDER BY due LIMIT $max",
                    row => new DueConfirmation(ReadSubscription(row), row.GetInt32(17)),
                    ("$now", now.ToUnixTimeMilliseconds()),
                    ("$max", max)
                ),
            cancel
        );

    public ValueTask<DateTimeOffset?> ReadNextDueAsync(CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    "SELECT MIN(due) FROM subscription WHERE status = 1",
                    row => row.IsDBNull(0) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0))
                ),
            cancel
        );

    public async ValueTask AddConfirmationAsync(
        string id,
        byte[] tokenHash,
        DateTimeOffset tryAgain,
        int tokensMax,
        CancellationToken cancel
    ) =>
        await WriteAsync(
            sql =>
            {
                sql.Run("INSERT INTO confirmation (hash, subscription) VALUES ($hash, $id)", ("$hash", tokenHash), ("$id", id));
                sql.Run(
                    """
                    DELETE FROM confirmation WHERE sequence IN (
                        SELECT sequence FROM confirmation WHERE subscription = $id ORDER BY sequence DESC LIMIT -1 OFFSET $kept)
                    """,
                    ("$id", id),
                    ("$kept", tokensMax)
                );
                return sql.Run(
                    "UPDATE subscription SET due = $due, attempts = attempts + 1 WHERE id = $id",
                    ("$id", id),
                    ("$due", tryAgain.ToUnixTimeMilliseconds())
                );
            },
            cancel
        );

    public ValueTask<Subscription?> FindByTokenAsync(byte[] tokenHash, CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    $"SELECT {Columns} FROM subscription WHERE id = (SELECT subscription FROM confirmation WHERE hash = $hash)",
                    ReadSubscription,
                    ("$hash", tokenHash)
                ),
            cancel
        );

    public async ValueTask<int> ExpireAsync(DateTimeOffset waitingSinceBefore, DateTimeOffset now, CancellationToken cancel)
    {
        var before = ("$before", (object?)waitingSinceBefore.ToUnixTimeMilliseconds());

        // Looked at first, so that the usual sweep writes nothing.
        var waiting = await ReadAsync(
            sql => sql.Count("SELECT COUNT(*) FROM subscription WHERE status <= 2 AND waiting_since < $before", before),
            cancel
        );
        return waiting == 0
            ? 0
            : await WriteAsync(
                sql =>
                    sql.Run(
                        "UPDATE subscription SET status = 5, updated = $now WHERE status <= 2 AND waiting_since < $before",
                        before,
                        ("$now", now.ToUnixTimeMilliseconds())
                    ),
                cancel
            );
    }

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<StandingOrder>>(
            sql =>
                sql.All(
                    """
                    SELECT id, account, dataset, queue_arn, publication, row, told_through
                    FROM subscription LEFT JOIN freshness ON freshness.subscription = id WHERE status = 3 ORDER BY sequence
                    """,
                    row => new StandingOrder(
                        row.GetString(0),
                        new StreamId(row.GetInt32(1), row.GetString(2)),
                        row.GetString(3),
                        new StreamCursor(row.GetInt64(4), row.GetInt32(5))
                    )
                    {
                        ToldThrough = row.IsDBNull(6) ? null : row.GetInt64(6),
                    }
                ),
            cancel
        );

    public async ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
            {
                sql.RunEach(
                    "UPDATE subscription SET publication = $publication, row = $row WHERE id = $id",
                    ["$id", "$publication", "$row"],
                    cursors.Select(saved => new object[] { saved.SubscriptionId, saved.Cursor.Publication, saved.Cursor.Row })
                );
                sql.RunEach(
                    "UPDATE freshness SET told_through = MAX(told_through, $told) WHERE subscription = $id",
                    ["$id", "$told"],
                    cursors
                        .Where(saved => saved.ToldThrough is not null)
                        .Select(saved => new object[] { saved.SubscriptionId, saved.ToldThrough!.Value })
                );
                return cursors.Count;
            },
            cancel
        );
}
