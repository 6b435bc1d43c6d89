using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Millrace.Storage.Registry;

/// <summary>The tables of a registry file. Times are unix milliseconds, but for told_through (seconds); of secrets there are SHA-256 hashes only.</summary>
internal static class RegistrySchema
{
    private const string Version1 = """
        CREATE TABLE marketplace (
            id TEXT PRIMARY KEY, country TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL, time_zone TEXT NOT NULL)
            WITHOUT ROWID;
        CREATE TABLE account (
            key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, profile_id TEXT NOT NULL UNIQUE, entity_id TEXT NOT NULL,
            advertiser_id TEXT NOT NULL, marketplace TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL,
            time_zone TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (advertiser_id, marketplace), UNIQUE (entity_id, marketplace));
        CREATE TABLE ingest_key (id TEXT PRIMARY KEY, holder TEXT NOT NULL, hash BLOB NOT NULL UNIQUE) WITHOUT ROWID;
        CREATE TABLE ingest_grant (
            id TEXT NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (id, account)) WITHOUT ROWID;
        CREATE TABLE client (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE refresh_token (
            hash BLOB PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE refresh_grant (
            hash BLOB NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (hash, account)) WITHOUT ROWID;
        CREATE TABLE access_token (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, refresh_hash BLOB NOT NULL, expires INTEGER NOT NULL);
        CREATE INDEX access_token_expires ON access_token (expires);
        CREATE INDEX access_token_refresh ON access_token (refresh_hash, sequence);
        CREATE TABLE subscription (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, client TEXT NOT NULL, user TEXT NOT NULL,
            account INTEGER NOT NULL, dataset TEXT NOT NULL, queue_arn TEXT NOT NULL, notes TEXT NOT NULL, status INTEGER NOT NULL,
            request_token TEXT NOT NULL, request_hash TEXT NOT NULL, topic_arn TEXT NOT NULL, arn_suffix TEXT NOT NULL,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, waiting_since INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL,
            publication INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0,
            UNIQUE (client, user, account, request_token));
        CREATE INDEX subscription_owner ON subscription (client, user, account, sequence);
        CREATE INDEX subscription_stream ON subscription (client, dataset, account) WHERE status <= 3;
        CREATE INDEX subscription_waiting ON subscription (client) WHERE status <= 2;
        CREATE INDEX subscription_age ON subscription (waiting_since) WHERE status <= 2;
        CREATE INDEX subscription_due ON subscription (due) WHERE status = 1;
        CREATE TABLE confirmation (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, subscription TEXT NOT NULL);
        CREATE INDEX confirmation_subscription ON confirmation (subscription, sequence);
        """;

    /// <summary>
    /// Counts of what lives and of what waits are kept, not counted: the limits of a client are looked at with every subscription
    /// that is made. Whoever changes a status changes them, in the same transaction.
    /// </summary>
    private const string Version2 = """
        ALTER TABLE subscription ADD COLUMN failing_since INTEGER;
        DROP INDEX subscription_waiting;
        CREATE TABLE subscription_count (
            client TEXT NOT NULL, dataset TEXT NOT NULL, live INTEGER NOT NULL, waiting INTEGER NOT NULL,
            PRIMARY KEY (client, dataset)) WITHOUT ROWID;
        INSERT INTO subscription_count
            SELECT client, dataset, COUNT(*), SUM(status <= 2) FROM subscription WHERE status <= 3 GROUP BY client, dataset;
        CREATE TRIGGER subscription_made AFTER INSERT ON subscription WHEN NEW.status <= 3 BEGIN
            INSERT INTO subscription_count VALUES (NEW.client, NEW.dataset, 1, NEW.status <= 2)
                ON CONFLICT DO UPDATE SET live = live + 1, waiting = waiting + excluded.waiting;
        END;
        CREATE TRIGGER subscription_moved AFTER UPDATE OF status ON subscription WHEN NEW.status <> OLD.status BEGIN
            UPDATE subscription_count SET
                live = live + (NEW.status <= 3) - (OLD.status <= 3),
                waiting = waiting + (NEW.status <= 2) - (OLD.status <= 2)
            WHERE client = NEW.client AND dataset = NEW.dataset;
        END;
        """;

    /// <summary>Destinations that are streams: earlier programs would take them for queues.</summary>
    private const string Version3 = """
        CREATE TABLE stream_roles (
            subscription TEXT PRIMARY KEY, subscriber_role TEXT NOT NULL, subscription_role TEXT NOT NULL, newline INTEGER NOT NULL)
            WITHOUT ROWID;
        """;

    /// <summary>Who asks to be told through when a stream is complete, and what was told.</summary>
    private const string Version4 = """
        CREATE TABLE freshness (subscription TEXT PRIMARY KEY, told_through INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Whose messages say who changed what.</summary>
    private const string Version5 = "ALTER TABLE subscription ADD COLUMN changes INTEGER NOT NULL DEFAULT 0";

    /// <summary>When a confirmation was last asked for again, and who did what (<see cref="AuditSchema"/>).</summary>
    private const string Version6 =
        "ALTER TABLE subscription ADD COLUMN asked_again INTEGER NOT NULL DEFAULT 0;" + AuditSchema.Tables;

    /// <summary>
    /// Replays; first and last moment of the range are unix seconds. They end with their subscription, whoever ends it.
    /// </summary>
    private const string Version7 =
        """
            CREATE TABLE replay (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL, status INTEGER NOT NULL,
                range_from INTEGER NOT NULL, range_to INTEGER, first INTEGER, through INTEGER,
                publication INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, why TEXT,
                created INTEGER NOT NULL, updated INTEGER NOT NULL);
            CREATE INDEX replay_subscription ON replay (subscription, sequence);
            CREATE INDEX replay_open ON replay (sequence) WHERE status <= 2;
            CREATE TRIGGER subscription_left AFTER UPDATE OF status ON subscription WHEN NEW.status > 3 AND OLD.status <= 3 BEGIN
                UPDATE replay SET status = 5, why = 'The subscription is not ACTIVE any more.', updated = NEW.updated
                WHERE subscription = NEW.id AND status <= 2;
            END;

            """ + AuditSchema.OfReplays;

    /// <summary>What users of external issuers may see; an empty client stands for any of the issuer's.</summary>
    private const string Version8 =
        """
            CREATE TABLE issuer_grant (
                issuer TEXT NOT NULL, user TEXT NOT NULL, client TEXT NOT NULL, account INTEGER NOT NULL,
                PRIMARY KEY (issuer, user, client, account)) WITHOUT ROWID;

            """ + AuditSchema.OfGrants;

    /// <summary>Messages that were set aside, and what was dropped before somebody got it; published is in unix seconds.</summary>
    private const string Version9 = """
        CREATE TABLE dead_letter (
            subscription TEXT NOT NULL, publication INTEGER NOT NULL, row INTEGER NOT NULL, account INTEGER NOT NULL,
            dataset TEXT NOT NULL, since INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (subscription, publication, row))
            WITHOUT ROWID;
        CREATE INDEX dead_letter_stream ON dead_letter (account, dataset, publication);
        CREATE TABLE dropped (
            subscription TEXT PRIMARY KEY, records INTEGER NOT NULL, publication INTEGER NOT NULL, published INTEGER NOT NULL)
            WITHOUT ROWID;
        CREATE INDEX subscription_delivery ON subscription (account, dataset) WHERE status IN (3, 7);
        CREATE INDEX subscription_troubled ON subscription (sequence) WHERE failing_since IS NOT NULL OR status = 7;
        """;

    /// <summary>
    /// Notices that wait for the platform, of which warnings owners were told (what share of the time was over), and how many of the dropped
    /// records, when.
    /// </summary>
    private const string Version10 = """
        CREATE TABLE notice (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, subscription TEXT NOT NULL, time INTEGER NOT NULL,
            kind INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER, dropped INTEGER, refusals INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX notice_next ON notice (refusals, sequence);
        CREATE TABLE warned (
            subscription TEXT NOT NULL, kind INTEGER NOT NULL, share REAL NOT NULL, PRIMARY KEY (subscription, kind)) WITHOUT ROWID;
        ALTER TABLE dropped ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE dropped ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
        """;

    /// <summary>
    /// Cursors stand by themselves: they are saved many at a time, again and again, and beside all that is said of a subscription each page of
    /// them held no more than five.
    /// </summary>
    private const string Version11 = """
        CREATE TABLE cursor (subscription TEXT PRIMARY KEY, publication INTEGER NOT NULL, row INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO cursor SELECT id, publication, row FROM subscription WHERE status IN (3, 7) OR publication > 0;
        ALTER TABLE subscription DROP COLUMN publication;
        ALTER TABLE subscription DROP COLUMN row;
        """;

    /// <summary>What makes each version of the one before; the first, of nothing.</summary>
    private static readonly string[] Versions =
    [
        Version1,
        Version2,
        Version3,
        Version4,
        Version5,
        Version6,
        Version7,
        Version8,
        Version9,
        Version10,
        Version11,
    ];

    /// <summary>Brings a file to the newest version, and refuses one that this program must not write to.</summary>
    public static void Open(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var sql = new RegistrySql(connection, transaction);
        sql.Run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        var stored = sql.First("SELECT value FROM meta WHERE key = 'format'", row => row.GetString(0)) ?? "0";
        var format = int.Parse(stored, CultureInfo.InvariantCulture);
        if (format > Versions.Length)
        {
            throw new InvalidDataException(
                $"The registry has format version {format}; this program writes {Versions.Length}. Start the version that made it, or a newer one."
            );
        }

        foreach (var version in Versions.Skip(format))
        {
            sql.Run(version);
        }

        // A file that needs no change is not written to: it opens on a full disk, too.
        if (format < Versions.Length)
        {
            sql.Run(
                "INSERT OR REPLACE INTO meta VALUES ('format', $format)",
                ("$format", Versions.Length.ToString(CultureInfo.InvariantCulture))
            );
        }

        transaction.Commit();
    }
}
