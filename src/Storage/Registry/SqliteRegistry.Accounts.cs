using Microsoft.Data.Sqlite;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    private const string AccountColumns =
        "key, name, profile_id, entity_id, advertiser_id, marketplace, realm, currency, time_zone, type";

    public ValueTask<Account?> AddAccountAsync(Account account, CancellationToken cancel) =>
        WriteAsync(
            sql =>
                sql.First(
                    $"""
                    INSERT INTO account (name, profile_id, entity_id, advertiser_id, marketplace, realm, currency, time_zone, type)
                    VALUES ($name, $profile, $entity, $advertiser, $marketplace, $realm, $currency, $zone, $type)
                    ON CONFLICT DO NOTHING RETURNING {AccountColumns}
                    """,
                    ReadAccount,
                    ("$name", account.Name),
                    ("$profile", account.ProfileId),
                    ("$entity", account.EntityId),
                    ("$advertiser", account.AdvertiserId),
                    ("$marketplace", account.Marketplace),
                    ("$realm", account.Realm),
                    ("$currency", account.Currency),
                    ("$zone", account.TimeZone),
                    ("$type", account.Type.ToString())
                ),
            cancel
        );

    public ValueTask<IReadOnlyList<Account>> ReadAccountsAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Account>>(
            sql => sql.All($"SELECT {AccountColumns} FROM account ORDER BY key", ReadAccount),
            cancel
        );

    public ValueTask<IReadOnlyList<Account>> ReadAccountsAsync(IReadOnlyList<int> keys, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Account>>(
            sql =>
                sql.All(
                    $"SELECT {AccountColumns} FROM account WHERE key IN (SELECT value FROM json_each($keys)) ORDER BY key",
                    ReadAccount,
                    ("$keys", $"[{string.Join(',', keys)}]")
                ),
            cancel
        );

    public ValueTask<bool> AddMarketplaceAsync(Marketplace marketplace, CancellationToken cancel) =>
        WriteAsync(
            sql =>
                sql.Run(
                    "INSERT OR IGNORE INTO marketplace VALUES ($id, $country, $realm, $currency, $zone)",
                    ("$id", marketplace.Id),
                    ("$country", marketplace.Country),
                    ("$realm", marketplace.RealmId),
                    ("$currency", marketplace.Currency),
                    ("$zone", marketplace.TimeZone)
                ) == 1,
            cancel
        );

    public ValueTask<IReadOnlyList<Marketplace>> ReadMarketplacesAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Marketplace>>(
            sql =>
                sql.All(
                    "SELECT id, country, realm, currency, time_zone FROM marketplace ORDER BY id",
                    row => new Marketplace(
                        row.GetString(0),
                        row.GetString(1),
                        row.GetString(2),
                        row.GetString(3),
                        row.GetString(4)
                    )
                ),
            cancel
        );

    private static Account ReadAccount(SqliteDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            Enum.Parse<AccountType>(row.GetString(9))
        );
}
