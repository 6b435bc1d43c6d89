using Millrace.Runtime.Accounts;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    /// <summary>
    /// Ends living subscriptions to accounts that neither a token nor a grant gives their client and user any more; more conditions may follow.
    /// Whose grant it is, the client's id says (<see cref="IssuerUser.ClientId"/>).
    /// </summary>
    private const string Unentitled = """
        UPDATE subscription SET status = CASE status WHEN 3 THEN 7 WHEN 2 THEN 5 ELSE 6 END, updated = $now
        WHERE status <= 3
            AND NOT EXISTS (SELECT 1 FROM refresh_token AS held JOIN refresh_grant AS given USING (hash)
                WHERE held.client = subscription.client AND held.user = subscription.user AND given.account = subscription.account)
            AND NOT EXISTS (SELECT 1 FROM issuer_grant AS given
                WHERE given.issuer = substr(subscription.client, 1, instr(subscription.client, ',') - 1)
                    AND given.user = subscription.user
                    AND given.client IN ('', substr(subscription.client, instr(subscription.client, ',') + 1))
                    AND given.account = subscription.account)
        """;

    public async ValueTask AddGrantAsync(IssuerGrant grant, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
                sql.Run(
                    "INSERT OR IGNORE INTO issuer_grant SELECT $issuer, $user, $client, value FROM json_each($keys)",
                    ("$issuer", grant.Issuer),
                    ("$user", grant.UserId),
                    ("$client", grant.ClientName ?? ""),
                    ("$keys", $"[{string.Join(',', grant.Accounts)}]")
                ),
            cancel
        );

    public ValueTask<int> RemoveGrantAsync(IssuerGrant grant, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            sql =>
            {
                var (issuer, user) = (("$issuer", (object?)grant.Issuer), ("$user", (object?)grant.UserId));
                var ended = sql.Run(
                    """
                    DELETE FROM issuer_grant WHERE issuer = $issuer AND user = $user AND client = COALESCE($client, client)
                        AND ($keys = '[]' OR account IN (SELECT value FROM json_each($keys)))
                    """,
                    issuer,
                    user,
                    ("$client", grant.ClientName),
                    ("$keys", $"[{string.Join(',', grant.Accounts)}]")
                );
                // What begins with the issuer and a comma: the character behind the comma is '-'.
                EndUnentitled(sql, "client > $issuer || ',' AND client < $issuer || '-' AND user = $user", now, issuer, user);
                return ended;
            },
            cancel
        );

    public ValueTask<IReadOnlyList<IssuerGrant>> ReadGrantsAsync(string? issuer, string? user, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<IssuerGrant>>(
            sql =>
                [
                    .. sql.All(
                            """
                            SELECT issuer, user, client, account FROM issuer_grant
                            WHERE issuer = COALESCE($issuer, issuer) AND user = COALESCE($user, user)
                            ORDER BY issuer, user, client, account
                            """,
                            row => (Of: (row.GetString(0), row.GetString(1), row.GetString(2)), Account: row.GetInt32(3)),
                            ("$issuer", issuer),
                            ("$user", user)
                        )
                        .GroupBy(row => row.Of, row => row.Account)
                        .Select(rows => Grant(rows.Key, [.. rows])),
                ],
            cancel
        );

    public ValueTask<Caller> FindCallerAsync(IssuerUser user, CancellationToken cancel) =>
        ReadAsync(
            sql => new Caller(
                user.ClientId,
                user.UserId,
                sql.All(
                    """
                    SELECT DISTINCT account FROM issuer_grant
                    WHERE issuer = $issuer AND user = $user AND client IN ('', $client) ORDER BY account
                    """,
                    row => row.GetInt32(0),
                    ("$issuer", user.Issuer),
                    ("$user", user.UserId),
                    ("$client", user.ClientName)
                )
            )
            {
                ClientName = user.ClientName,
            },
            cancel
        );

    /// <param name="whose">Which subscriptions are looked at, by the values.</param>
    private void EndUnentitled(RegistrySql sql, string whose, DateTimeOffset now, params (string, object?)[] values)
    {
        var ended = sql.All(
            $"{Unentitled} AND {whose} RETURNING id, status",
            row => (Id: row.GetString(0), Status: (SubscriptionStatus)row.GetInt32(1)),
            [.. values, ("$now", now.ToUnixTimeMilliseconds())]
        );
        foreach (var (id, _) in ended.Where(one => one.Status == SubscriptionStatus.Suspended))
        {
            Notify(sql, id, NoticeContent.GrantTakenBack, now);
        }
    }

    private static IssuerGrant Grant((string Issuer, string User, string Client) of, IReadOnlyList<int> accounts) =>
        new(of.Issuer, of.User, of.Client.Length == 0 ? null : of.Client, accounts);
}
