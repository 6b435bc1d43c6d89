using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Millrace.Storage.Registry;

/// <summary>The tables of a registry file. Times are unix milliseconds, but for told_through (seconds); of secrets there are SHA-256 hashes only.</summary>
internal static class RegistrySchema
{
    private const int FormatVersion = 1;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS marketplace (
            id TEXT PRIMARY KEY, country TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL, time_zone TEXT NOT NULL)
            WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS account (
            key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, profile_id TEXT NOT NULL UNIQUE, entity_id TEXT NOT NULL,
            advertiser_id TEXT NOT NULL, marketplace TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL,
            time_zone TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (advertiser_id, marketplace), UNIQUE (entity_id, marketplace));
        CREATE TABLE IF NOT EXISTS ingest_key (id TEXT PRIMARY KEY, holder TEXT NOT NULL, hash BLOB NOT NULL UNIQUE) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ingest_grant (
            id TEXT NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (id, account)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS client (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refresh_token (
            hash BLOB PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refresh_grant (
            hash BLOB NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (hash, account)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS access_token (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, refresh_hash BLOB NOT NULL, expires INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS access_token_expires ON access_token (expires);
        CREATE INDEX IF NOT EXISTS access_token_refresh ON access_token (refresh_hash, sequence);
        CREATE TABLE IF NOT EXISTS subscription (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, client TEXT NOT NULL, user TEXT NOT NULL,
            account INTEGER NOT NULL, dataset TEXT NOT NULL, queue_arn TEXT NOT NULL, notes TEXT NOT NULL, status INTEGER NOT NULL,
            request_token TEXT NOT NULL, request_hash TEXT NOT NULL, topic_arn TEXT NOT NULL, arn_suffix TEXT NOT NULL,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, waiting_since INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL,
            publication INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0,
            UNIQUE (client, user, account, request_token));
        CREATE INDEX IF NOT EXISTS subscription_owner ON subscription (client, user, account, sequence);
        CREATE INDEX IF NOT EXISTS subscription_stream ON subscription (client, dataset, account) WHERE status <= 3;
        CREATE INDEX IF NOT EXISTS subscription_waiting ON subscription (client) WHERE status <= 2;
        CREATE INDEX IF NOT EXISTS subscription_age ON subscription (waiting_since) WHERE status <= 2;
        CREATE INDEX IF NOT EXISTS subscription_due ON subscription (due) WHERE status = 1;
        CREATE TABLE IF NOT EXISTS freshness (subscription TEXT PRIMARY KEY, told_through INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS confirmation (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, subscription TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS confirmation_subscription ON confirmation (subscription, sequence);
        """;

    /// <summary>Makes the tables where there are none, and refuses a file that this program must not write to.</summary>
    public static void Open(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var sql = new RegistrySql(connection, transaction);
        sql.Run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        sql.Run(
            "INSERT OR IGNORE INTO meta VALUES ('format', $format)",
            ("$format", FormatVersion.ToString(CultureInfo.InvariantCulture))
        );
        var format = int.Parse(
            sql.First("SELECT value FROM meta WHERE key = 'format'", row => row.GetString(0))!,
            CultureInfo.InvariantCulture
        );
        if (format > FormatVersion)
        {
            throw new InvalidDataException(
                $"The registry has format version {format}; this program writes {FormatVersion}. Start the version that made it, or a newer one."
            );
        }

        sql.Run(Tables);
        transaction.Commit();
    }
}
