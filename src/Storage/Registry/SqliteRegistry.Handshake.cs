using Microsoft.Data.Sqlite;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    /// <summary>What <see cref="ReadOrder"/> reads.</summary>
    private const string OrderColumns = $"{Columns}, publication, row, told_through";

    /// <summary>Where it reads it. Whatever was ever ACTIVE has a cursor.</summary>
    private const string Orders = $"{Subscriptions} JOIN cursor ON cursor.subscription = subscription.id";

    public ValueTask<bool> ActivateAsync(string id, StreamCursor cursor, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            sql =>
            {
                var isDone =
                    sql.Run(
                        "UPDATE subscription SET status = 3, updated = $now WHERE id = $id AND status <= 2",
                        ("$id", id),
                        ("$now", now.ToUnixTimeMilliseconds())
                    ) == 1;
                if (!isDone)
                {
                    return false;
                }

                sql.Run(
                    "INSERT OR REPLACE INTO cursor VALUES ($id, $publication, $row)",
                    ("$id", id),
                    ("$publication", cursor.Publication),
                    ("$row", cursor.Row)
                );

                // A backfill ends where the pump begins.
                sql.Run(
                    "UPDATE replay SET through = $publication - 1 WHERE subscription = $id AND through IS NULL",
                    ("$id", id),
                    ("$publication", cursor.Publication)
                );
                return true;
            },
            cancel
        );

    public ValueTask<(CreationVerdict Verdict, StandingOrder? Order)> ResumeAsync(
        Subscription subscription,
        SubscriptionLimits limits,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        WriteAsync<(CreationVerdict, StandingOrder?)>(
            sql =>
            {
                if (LimitReached(sql, subscription, limits) is { } reached)
                {
                    return (reached, null);
                }

                var isDone =
                    sql.Run(
                        "UPDATE subscription SET status = 3, failing_since = NULL, updated = $now WHERE id = $id AND status = 7",
                        ("$id", subscription.Id),
                        ("$now", now.ToUnixTimeMilliseconds())
                    ) == 1;
                return (CreationVerdict.Created, isDone ? OrderOf(sql, subscription.Id) : null);
            },
            cancel
        );

    public ValueTask<IReadOnlyList<DueConfirmation>> ReadDueAsync(DateTimeOffset now, int max, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<DueConfirmation>>(
            sql =>
                sql.All(
                    $"SELECT {Columns}, attempts FROM {Subscriptions} WHERE status = 1 AND due <= $now ORDER BY due LIMIT $max",
                    row => new DueConfirmation(ReadSubscription(row), row.GetInt32(21)),
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
                return PutOff(sql, id, tryAgain);
            },
            cancel
        );

    public ValueTask<bool> ResendAsync(string id, DateTimeOffset now, TimeSpan apart, CancellationToken cancel) =>
        WriteAsync(
            sql =>
            {
                // What is PROVISIONING may be under way with its token; what waits in the queue is not, and its tokens end.
                sql.Run(
                    """
                    DELETE FROM confirmation WHERE subscription = (
                        SELECT id FROM subscription WHERE id = $id AND status = 2 AND asked_again <= $before)
                    """,
                    ("$id", id),
                    ("$before", (now - apart).ToUnixTimeMilliseconds())
                );
                return sql.Run(
                        """
                        UPDATE subscription SET asked_again = $now, status = 1, due = $now, attempts = 0, updated = $now
                        WHERE id = $id AND status <= 2 AND asked_again <= $before
                        """,
                        ("$id", id),
                        ("$now", now.ToUnixTimeMilliseconds()),
                        ("$before", (now - apart).ToUnixTimeMilliseconds())
                    ) == 1;
            },
            cancel
        );

    public async ValueTask PutOffAsync(string id, DateTimeOffset tryAgain, CancellationToken cancel) =>
        await WriteAsync(sql => PutOff(sql, id, tryAgain), cancel);

    public ValueTask<Subscription?> FindByTokenAsync(byte[] tokenHash, CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    $"SELECT {Columns} FROM {Subscriptions} WHERE id = (SELECT subscription FROM confirmation WHERE hash = $hash)",
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
                        "UPDATE subscription SET status = CASE status WHEN 1 THEN 6 ELSE 5 END, updated = $now WHERE status <= 2 AND waiting_since < $before",
                        before,
                        ("$now", now.ToUnixTimeMilliseconds())
                    ),
                cancel
            );
    }

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<StandingOrder>>(
            sql => sql.All($"SELECT {OrderColumns} FROM {Orders} WHERE status = 3 ORDER BY sequence", ReadOrder),
            cancel
        );

    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) =>
        WriteAsync(
            sql =>
            {
                var suspended = sql.First(
                    """
                    UPDATE subscription SET failing_since = COALESCE(failing_since, $since),
                        status = CASE WHEN COALESCE(failing_since, $since) <= $before THEN 7 ELSE status END,
                        updated = CASE WHEN COALESCE(failing_since, $since) <= $before THEN $now ELSE updated END
                    WHERE id = $id AND status = 3 RETURNING IIF(status = 7, failing_since, NULL)
                    """,
                    row => row.IsDBNull(0) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
                    ("$id", id),
                    ("$since", since.ToUnixTimeMilliseconds()),
                    ("$now", now.ToUnixTimeMilliseconds()),
                    ("$before", (now - borne).ToUnixTimeMilliseconds())
                );
                if (suspended is { } failing)
                {
                    Notify(sql, id, NoticeContent.Suspended(failing), now);
                }

                return suspended is not null;
            },
            cancel
        );

    public async ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
            {
                sql.RunEach(
                    "UPDATE cursor SET publication = ?2, row = ?3 WHERE subscription = ?1",
                    cursors,
                    (statement, saved) =>
                    {
                        statement.Bind(1, saved.SubscriptionId);
                        statement.Bind(2, saved.Cursor.Publication);
                        statement.Bind(3, saved.Cursor.Row);
                    }
                );
                sql.RunEach(
                    "UPDATE freshness SET told_through = MAX(told_through, ?2) WHERE subscription = ?1",
                    cursors.Where(saved => saved.ToldThrough is not null),
                    (statement, saved) =>
                    {
                        statement.Bind(1, saved.SubscriptionId);
                        statement.Bind(2, saved.ToldThrough!.Value);
                    }
                );
                EndFailing(sql, cursors);
                return cursors.Count;
            },
            cancel
        );

    /// <summary>A destination that has taken something is not failing any more; few are.</summary>
    private static void EndFailing(RegistrySql sql, IReadOnlyList<SavedCursor> cursors)
    {
        var failing = sql.All("SELECT id FROM subscription WHERE failing_since IS NOT NULL", row => row.GetString(0));
        if (failing.Count > 0)
        {
            sql.RunEach(
                "UPDATE subscription SET failing_since = NULL WHERE id = ?1",
                failing.Intersect(cursors.Select(saved => saved.SubscriptionId)),
                (statement, id) => statement.Bind(1, id)
            );
        }
    }

    private static StandingOrder ReadOrder(SqliteDataReader row)
    {
        var subscription = ReadSubscription(row);
        var cursor = new StreamCursor(row.GetInt64(21), row.GetInt32(22));
        var destination = subscription.Destination;
        return new StandingOrder(subscription.Id, subscription.Stream, destination.Arn, cursor, destination.Firehose)
        {
            ToldThrough = row.IsDBNull(23) ? null : row.GetInt64(23),
            WantsChanges = subscription.Changes,
        };
    }

    private static int PutOff(RegistrySql sql, string id, DateTimeOffset tryAgain) =>
        sql.Run(
            "UPDATE subscription SET due = $due, attempts = attempts + 1 WHERE id = $id",
            ("$id", id),
            ("$due", tryAgain.ToUnixTimeMilliseconds())
        );
}
