using System.Globalization;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Ledger;

/// <summary>The tables of a ledger file and what is written once when it is made.</summary>
internal static class LedgerSchema
{
    /// <summary>Key of the setting that tells since when (unix seconds) removed bytes are to go from the file; there is none where none are.</summary>
    public const string ScrubOwed = "scrub owed since";

    private const int FormatVersion = 4;

    /// <summary>published is in unix seconds of platform time, and NULL in blocks that were written in formats 1 and 2.</summary>
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS partition (
            partition INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS journal (
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (partition, sequence)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS page (
            partition INTEGER NOT NULL, kind INTEGER NOT NULL, major INTEGER NOT NULL, minor INTEGER NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY (partition, kind, major, minor));
        CREATE TABLE IF NOT EXISTS block (
            account INTEGER NOT NULL, dataset TEXT NOT NULL, publication INTEGER NOT NULL, rows INTEGER NOT NULL, data BLOB NOT NULL,
            published INTEGER, PRIMARY KEY (account, dataset, publication)) WITHOUT ROWID;
        """;

    /// <summary>
    /// By age, so that retention finds the oldest without reading a block; and through which publication each stream is not kept any more.
    /// </summary>
    private const string Tables4 = """
        CREATE INDEX IF NOT EXISTS block_published ON block (published, rows) WHERE published IS NOT NULL;
        CREATE TABLE IF NOT EXISTS dropped (
            account INTEGER NOT NULL, dataset TEXT NOT NULL, publication INTEGER NOT NULL, published INTEGER NOT NULL,
            PRIMARY KEY (account, dataset)) WITHOUT ROWID;
        """;

    /// <summary>Format 1 kept one snapshot and one block a cold window; each partition turns them into pages when it is opened.</summary>
    private const string Tables1 = """
        CREATE TABLE IF NOT EXISTS snapshot (partition INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS window (
            partition INTEGER NOT NULL, start INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (partition, start)) WITHOUT ROWID;
        """;

    /// <summary>Makes the tables where there are none, and refuses a file that this program must not write to.</summary>
    /// <param name="newPartitions">How many partitions a new file gets.</param>
    public static LedgerIdentity Open(SqliteConnection connection, int newPartitions)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, transaction, Tables);
        Run(connection, transaction, Tables1);
        Run(
            connection,
            transaction,
            "INSERT OR IGNORE INTO meta VALUES ('format', $format), ('partitions', $partitions), ('incarnation', $incarnation)",
            ("$format", Text(FormatVersion)),
            ("$partitions", Text(newPartitions)),
            ("$incarnation", Guid.NewGuid().ToString())
        );
        var identity = new LedgerIdentity(
            Guid.Parse(Meta(connection, transaction, "incarnation")),
            int.Parse(Meta(connection, transaction, "partitions"), CultureInfo.InvariantCulture),
            int.Parse(Meta(connection, transaction, "format"), CultureInfo.InvariantCulture)
        );
        if (identity.FormatVersion > FormatVersion)
        {
            throw new InvalidDataException(
                $"The ledger has format version {identity.FormatVersion}; this program writes {FormatVersion}. Start the version that made it, or a newer one."
            );
        }

        if (identity.FormatVersion < 3)
        {
            Run(connection, transaction, "ALTER TABLE block ADD COLUMN published INTEGER");
        }

        Run(connection, transaction, Tables4);

        // A file that needs no change is not written to: it opens on a full disk, too.
        Run(
            connection,
            transaction,
            "UPDATE meta SET value = $format WHERE key = 'format' AND value <> $format",
            ("$format", Text(FormatVersion))
        );
        transaction.Commit();
        return identity with { FormatVersion = FormatVersion };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Meta(SqliteConnection connection, SqliteTransaction transaction, string key)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT value FROM meta WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        return (string)command.ExecuteScalar()!;
    }

    private static void Run(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string sql,
        params (string Name, object Value)[] values
    )
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
