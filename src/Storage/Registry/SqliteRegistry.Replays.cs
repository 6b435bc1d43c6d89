using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    private const string ReplayColumns =
        "id, subscription, range_from, range_to, status, created, updated, first, through, publication, row, sent, why";

    public ValueTask<bool> AddReplayAsync(Replay replay, int openMax, int endedMax, CancellationToken cancel) =>
        WriteAsync(
            sql =>
            {
                var subscription = ("$subscription", (object?)replay.SubscriptionId);
                if (
                    sql.Count("SELECT COUNT(*) FROM replay WHERE subscription = $subscription AND status <= 2", subscription)
                    >= openMax
                )
                {
                    return false;
                }

                Insert(sql, replay);
                sql.Run(
                    """
                    DELETE FROM replay WHERE sequence IN (
                        SELECT sequence FROM replay WHERE subscription = $subscription AND status > 2
                        ORDER BY sequence DESC LIMIT -1 OFFSET $kept)
                    """,
                    subscription,
                    ("$kept", endedMax)
                );
                return true;
            },
            cancel
        );

    public ValueTask<IReadOnlyList<Replay>> ReadReplaysAsync(string subscriptionId, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Replay>>(
            sql =>
                sql.All(
                    $"SELECT {ReplayColumns} FROM replay WHERE subscription = $subscription ORDER BY sequence DESC",
                    ReadReplay,
                    ("$subscription", subscriptionId)
                ),
            cancel
        );

    public ValueTask<IReadOnlyList<DueReplay>> ReadDueReplaysAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<DueReplay>>(
            sql =>
            {
                var first = sql.All(
                        $"SELECT {ReplayColumns} FROM replay WHERE status <= 2 AND through IS NOT NULL ORDER BY sequence",
                        ReadReplay
                    )
                    .DistinctBy(replay => replay.SubscriptionId);
                return
                [
                    .. first
                        .Select(replay => (Replay: replay, Order: OrderOf(sql, replay.SubscriptionId)))
                        .Where(due => due.Order is not null)
                        .Select(due => new DueReplay(due.Replay, due.Order!)),
                ];
            },
            cancel
        );

    public ValueTask<bool> CancelReplayAsync(string subscriptionId, string id, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            sql =>
                sql.Run(
                    "UPDATE replay SET status = 4, updated = $now WHERE id = $id AND subscription = $subscription AND status <= 2",
                    ("$id", id),
                    ("$subscription", subscriptionId),
                    ("$now", now.ToUnixTimeMilliseconds())
                ) == 1,
            cancel
        );

    public ValueTask<bool> SaveReplayAsync(Replay replay, CancellationToken cancel) =>
        WriteAsync(
            sql =>
                sql.Run(
                    """
                    UPDATE replay SET status = $status, first = $first, publication = $publication, row = $row, sent = $sent,
                        why = $why, updated = $updated
                    WHERE id = $id AND status <= 2
                    """,
                    ("$id", replay.Id),
                    ("$status", (int)replay.Status),
                    ("$first", replay.Begin),
                    ("$publication", replay.Cursor.Publication),
                    ("$row", replay.Cursor.Row),
                    ("$sent", replay.Sent),
                    ("$why", replay.Why),
                    ("$updated", replay.Updated.ToUnixTimeMilliseconds())
                ) == 1,
            cancel
        );

    private static StandingOrder? OrderOf(RegistrySql sql, string subscriptionId) =>
        sql.First($"SELECT {OrderColumns} FROM {Orders} WHERE id = $id AND status = 3", ReadOrder, ("$id", subscriptionId));

    private static void Insert(RegistrySql sql, Replay replay) =>
        sql.Run(
            """
            INSERT INTO replay (id, subscription, status, range_from, range_to, through, created, updated)
            VALUES ($id, $subscription, $status, $from, $to, $through, $created, $created)
            """,
            ("$id", replay.Id),
            ("$subscription", replay.SubscriptionId),
            ("$status", (int)replay.Status),
            ("$from", replay.From.ToUnixTimeSeconds()),
            ("$to", replay.To?.ToUnixTimeSeconds()),
            ("$through", replay.Through),
            ("$created", replay.Created.ToUnixTimeMilliseconds())
        );

    private static Replay ReadReplay(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(2)),
            row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3)),
            (ReplayStatus)row.GetInt32(4),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6))
        )
        {
            Begin = row.IsDBNull(7) ? null : row.GetInt64(7),
            Through = row.IsDBNull(8) ? null : row.GetInt64(8),
            Cursor = new StreamCursor(row.GetInt64(9), row.GetInt32(10)),
            Sent = row.GetInt64(11),
            Why = row.IsDBNull(12) ? null : row.GetString(12),
        };
}
