using Microsoft.Data.Sqlite;
using Millrace.Contracts.Datasets;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    private const string Columns =
        "sequence, id, client, user, account, dataset, queue_arn, notes, status, request_token, request_hash, topic_arn, arn_suffix, created, updated, waiting_since, subscriber_role, subscription_role, newline, told_through IS NOT NULL, changes";

    private const string Subscriptions =
        "subscription LEFT JOIN stream_roles ON stream_roles.subscription = subscription.id LEFT JOIN freshness ON freshness.subscription = subscription.id";

    private const string OfOwner = "client = $client AND user = $user AND account = $account";

    private const string OfApi = $"{OfOwner} AND (dataset GLOB '{Datasets.DspPrefix}*') = $dsp";

    public ValueTask<(CreationVerdict Verdict, Subscription? Existing)> CreateAsync(
        Subscription subscription,
        SubscriptionLimits limits,
        CancellationToken cancel
    ) =>
        WriteAsync<(CreationVerdict, Subscription?)>(
            sql =>
            {
                if (OfRequest(sql, subscription) is { } known)
                {
                    return (CreationVerdict.TokenKnown, known);
                }

                if (LimitReached(sql, subscription, limits) is { } reached)
                {
                    return (reached, null);
                }

                Insert(sql, subscription);
                if (subscription.Freshness)
                {
                    AskFreshness(sql, subscription.Id, isAsked: true);
                }

                if (subscription.Backfill is { } backfill)
                {
                    Insert(sql, backfill);
                }

                return (CreationVerdict.Created, null);
            },
            cancel
        );

    public ValueTask<bool> KnowsRequestAsync(Subscription subscription, CancellationToken cancel) =>
        ReadAsync(sql => OfRequest(sql, subscription) is not null, cancel);

    public ValueTask<Subscription?> FindAsync(string id, CancellationToken cancel) =>
        ReadAsync(
            sql => sql.First($"SELECT {Columns} FROM {Subscriptions} WHERE id = $id", ReadSubscription, ("$id", id)),
            cancel
        );

    public ValueTask<Subscription?> FindAsync(SubscriptionOwner owner, string id, CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    $"SELECT {Columns} FROM {Subscriptions} WHERE id = $id AND {OfApi}",
                    ReadSubscription,
                    ("$id", id),
                    ("$client", owner.ClientId),
                    ("$user", owner.UserId),
                    ("$account", owner.Account.Key),
                    ("$dsp", owner.IsDsp)
                ),
            cancel
        );

    public ValueTask<IReadOnlyList<Subscription>> ListAsync(
        SubscriptionOwner owner,
        long afterSequence,
        int max,
        CancellationToken cancel
    ) =>
        ReadAsync<IReadOnlyList<Subscription>>(
            sql =>
                sql.All(
                    $"SELECT {Columns} FROM {Subscriptions} WHERE {OfApi} AND sequence > $after ORDER BY sequence LIMIT $max",
                    ReadSubscription,
                    ("$client", owner.ClientId),
                    ("$user", owner.UserId),
                    ("$account", owner.Account.Key),
                    ("$dsp", owner.IsDsp),
                    ("$after", afterSequence),
                    ("$max", max)
                ),
            cancel
        );

    public ValueTask<bool> UpdateAsync(
        string id,
        SubscriptionStatus? expected,
        SubscriptionStatus? status,
        string? notes,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        WriteAsync(
            sql =>
                sql.Run(
                    """
                    UPDATE subscription SET status = COALESCE($status, status), notes = COALESCE($notes, notes), updated = $now,
                        waiting_since = CASE WHEN $status = 2 THEN $now ELSE waiting_since END
                    WHERE id = $id AND status = COALESCE($expected, status)
                    """,
                    ("$id", id),
                    ("$expected", (int?)expected),
                    ("$status", (int?)status),
                    ("$notes", notes),
                    ("$now", now.ToUnixTimeMilliseconds())
                ) == 1,
            cancel
        );

    public async ValueTask AskFreshnessAsync(string id, bool isAsked, CancellationToken cancel) =>
        await WriteAsync(sql => AskFreshness(sql, id, isAsked), cancel);

    public async ValueTask AskChangesAsync(string id, bool areAsked, CancellationToken cancel) =>
        await WriteAsync(
            sql => sql.Run("UPDATE subscription SET changes = $asked WHERE id = $id", ("$id", id), ("$asked", areAsked)),
            cancel
        );

    /// <summary>A row says that the subscription asks to be told, and through when it was.</summary>
    private static int AskFreshness(RegistrySql sql, string id, bool isAsked) =>
        sql.Run(
            isAsked ? "INSERT OR IGNORE INTO freshness VALUES ($id, 0)" : "DELETE FROM freshness WHERE subscription = $id",
            ("$id", id)
        );

    /// <summary>The subscription that its owner made by the same request token, or null.</summary>
    private static Subscription? OfRequest(RegistrySql sql, Subscription subscription) =>
        sql.First(
            $"SELECT {Columns} FROM {Subscriptions} WHERE {OfOwner} AND request_token = $token",
            ReadSubscription,
            ("$client", subscription.ClientId),
            ("$user", subscription.UserId),
            ("$account", subscription.Stream.Account),
            ("$token", subscription.RequestToken)
        );

    /// <summary>The cost does not grow with how many there are: at most two rows of the stream, and kept counts.</summary>
    private static CreationVerdict? LimitReached(RegistrySql sql, Subscription subscription, SubscriptionLimits limits)
    {
        var dataset = ("$dataset", (object?)subscription.Stream.Dataset);
        var account = ("$account", (object?)subscription.Stream.Account);
        var client = ("$client", (object?)subscription.ClientId);
        const string counts = "FROM subscription_count WHERE client = $client";
        const string live = "SELECT COUNT(*) FROM subscription WHERE status <= 3 AND client = $client AND dataset = $dataset";
        return sql.Count(
                $"{live} AND account = $account AND queue_arn = $queue",
                client,
                dataset,
                account,
                ("$queue", subscription.QueueArn)
            ) >= limits.PerDestinationMax
                ? CreationVerdict.DestinationTaken
            : sql.Count($"{live} AND account = $account", client, dataset, account) >= limits.PerStreamMax
                ? CreationVerdict.StreamFull
            : sql.Count($"SELECT COALESCE(SUM(live), 0) {counts} AND dataset = $dataset", client, dataset) >= limits.PerDatasetMax
                ? CreationVerdict.DatasetFull
            : subscription.Status != SubscriptionStatus.Suspended
            && sql.Count($"SELECT COALESCE(SUM(waiting), 0) {counts}", client) >= limits.PendingMax
                ? CreationVerdict.PendingFull
            : null;
    }

    private static void Insert(RegistrySql sql, Subscription subscription)
    {
        sql.Run(
            """
            INSERT INTO subscription (id, client, user, account, dataset, queue_arn, notes, status, request_token, request_hash,
                topic_arn, arn_suffix, created, updated, waiting_since, due, changes)
            VALUES ($id, $client, $user, $account, $dataset, $queue, $notes, $status, $token, $hash,
                $topic, $suffix, $created, $updated, $waiting, $created, $changes)
            """,
            ("$id", subscription.Id),
            ("$client", subscription.ClientId),
            ("$user", subscription.UserId),
            ("$account", subscription.Stream.Account),
            ("$dataset", subscription.Stream.Dataset),
            ("$queue", subscription.QueueArn),
            ("$notes", subscription.Notes),
            ("$status", (int)subscription.Status),
            ("$token", subscription.RequestToken),
            ("$hash", subscription.RequestHash),
            ("$topic", subscription.TopicArn),
            ("$suffix", subscription.ArnSuffix),
            ("$created", subscription.Created.ToUnixTimeMilliseconds()),
            ("$updated", subscription.Updated.ToUnixTimeMilliseconds()),
            ("$waiting", subscription.WaitingSince.ToUnixTimeMilliseconds()),
            ("$changes", subscription.Changes)
        );
        if (subscription.Roles is { } roles)
        {
            sql.Run(
                "INSERT INTO stream_roles VALUES ($id, $subscriber, $subscription, $newline)",
                ("$id", subscription.Id),
                ("$subscriber", roles.SubscriberRoleArn),
                ("$subscription", roles.SubscriptionRoleArn),
                ("$newline", roles.AppendsNewline)
            );
        }
    }

    private static Subscription ReadSubscription(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            new StreamId(row.GetInt32(4), row.GetString(5)),
            row.GetString(6),
            row.GetString(7),
            (SubscriptionStatus)row.GetInt32(8),
            row.GetString(9),
            row.GetString(10),
            row.GetString(11),
            row.GetString(12),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(13)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(15))
        )
        {
            Roles = row.IsDBNull(16) ? null : new StreamRoles(row.GetString(16), row.GetString(17), row.GetBoolean(18)),
            Freshness = row.GetBoolean(19),
            Changes = row.GetBoolean(20),
        };
}
