using Millrace.Runtime.Accounts;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    public async ValueTask AddIngestKeyAsync(IngestKey key, byte[] hash, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
            {
                sql.Run(
                    "INSERT INTO ingest_key VALUES ($id, $holder, $hash)",
                    ("$id", key.Id),
                    ("$holder", key.Holder),
                    ("$hash", hash)
                );
                return sql.Run(
                    "INSERT OR IGNORE INTO ingest_grant SELECT $id, value FROM json_each($keys)",
                    ("$id", key.Id),
                    ("$keys", $"[{string.Join(',', key.Accounts)}]")
                );
            },
            cancel
        );

    public ValueTask<IngestKey?> FindIngestKeyAsync(byte[] hash, CancellationToken cancel) =>
        ReadAsync(
            sql =>
            {
                var found = sql.First(
                    "SELECT id, holder FROM ingest_key WHERE hash = $hash",
                    row => (Id: row.GetString(0), Holder: row.GetString(1)),
                    ("$hash", hash)
                );
                return found.Id is null
                    ? null
                    : new IngestKey(
                        found.Id,
                        found.Holder,
                        sql.All(
                            "SELECT account FROM ingest_grant WHERE id = $id ORDER BY account",
                            row => row.GetInt32(0),
                            ("$id", found.Id)
                        )
                    );
            },
            cancel
        );

    public async ValueTask AddClientAsync(ApiClient client, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
                sql.Run(
                    "INSERT INTO client VALUES ($id, $name, $hash)",
                    ("$id", client.ClientId),
                    ("$name", client.Name),
                    ("$hash", client.SecretHash)
                ),
            cancel
        );

    public ValueTask<ApiClient?> FindClientAsync(string clientId, CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    "SELECT id, name, secret_hash FROM client WHERE id = $id",
                    row => new ApiClient(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)),
                    ("$id", clientId)
                ),
            cancel
        );

    public async ValueTask AddRefreshTokenAsync(RefreshGrant grant, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
            {
                sql.Run(
                    "INSERT INTO refresh_token VALUES ($hash, $client, $user)",
                    ("$hash", grant.Hash),
                    ("$client", grant.ClientId),
                    ("$user", grant.UserId)
                );
                return sql.Run(
                    "INSERT OR IGNORE INTO refresh_grant SELECT $hash, value FROM json_each($keys)",
                    ("$hash", grant.Hash),
                    ("$keys", $"[{string.Join(',', grant.Accounts)}]")
                );
            },
            cancel
        );

    public ValueTask<RefreshGrant?> FindRefreshTokenAsync(byte[] hash, CancellationToken cancel) =>
        ReadAsync(sql => RefreshToken(sql, hash), cancel);

    public ValueTask<int> RevokeAsync(
        string clientId,
        string user,
        IReadOnlyList<int> accounts,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        WriteAsync(
            sql =>
            {
                var (client, holder) = (("$client", (object?)clientId), ("$user", (object?)user));
                const string own = "SELECT hash FROM refresh_token WHERE client = $client AND user = $user";
                var ended = sql.Run(
                    $"""
                    DELETE FROM refresh_grant WHERE hash IN ({own})
                        AND ($keys = '[]' OR account IN (SELECT value FROM json_each($keys)))
                    """,
                    client,
                    holder,
                    ("$keys", $"[{string.Join(',', accounts)}]")
                );
                sql.Run(
                    $"DELETE FROM refresh_token WHERE hash IN ({own}) AND hash NOT IN (SELECT hash FROM refresh_grant)",
                    client,
                    holder
                );
                sql.Run("DELETE FROM access_token WHERE refresh_hash NOT IN (SELECT hash FROM refresh_token)");
                EndUnentitled(sql, "client = $client AND user = $user", now, client, holder);
                return ended;
            },
            cancel
        );

    public async ValueTask AddAccessTokenAsync(
        byte[] hash,
        byte[] refreshHash,
        DateTimeOffset expires,
        DateTimeOffset now,
        int liveMax,
        CancellationToken cancel
    ) =>
        await WriteAsync(
            sql =>
            {
                sql.Run("DELETE FROM access_token WHERE expires <= $now", ("$now", now.ToUnixTimeMilliseconds()));
                sql.Run(
                    """
                    DELETE FROM access_token WHERE sequence IN (
                        SELECT sequence FROM access_token WHERE refresh_hash = $refresh
                        ORDER BY sequence DESC LIMIT -1 OFFSET $kept)
                    """,
                    ("$refresh", refreshHash),
                    ("$kept", liveMax - 1)
                );
                return sql.Run(
                    "INSERT INTO access_token (hash, refresh_hash, expires) VALUES ($hash, $refresh, $expires)",
                    ("$hash", hash),
                    ("$refresh", refreshHash),
                    ("$expires", expires.ToUnixTimeMilliseconds())
                );
            },
            cancel
        );

    public ValueTask<Caller?> FindCallerAsync(byte[] accessHash, DateTimeOffset now, CancellationToken cancel) =>
        ReadAsync(
            sql =>
            {
                var refreshHash = sql.First(
                    "SELECT refresh_hash FROM access_token WHERE hash = $hash AND expires > $now",
                    row => row.GetFieldValue<byte[]>(0),
                    ("$hash", accessHash),
                    ("$now", now.ToUnixTimeMilliseconds())
                );
                return refreshHash is not null && RefreshToken(sql, refreshHash) is { } grant
                    ? new Caller(grant.ClientId, grant.UserId, grant.Accounts)
                    : null;
            },
            cancel
        );

    private static RefreshGrant? RefreshToken(RegistrySql sql, byte[] hash)
    {
        var accounts = sql.All(
            "SELECT account FROM refresh_grant WHERE hash = $hash ORDER BY account",
            row => row.GetInt32(0),
            ("$hash", hash)
        );
        return sql.First(
            "SELECT client, user FROM refresh_token WHERE hash = $hash",
            row => new RefreshGrant(hash, row.GetString(0), row.GetString(1), accounts),
            ("$hash", hash)
        );
    }
}
