using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;
using Millrace.Unit.Engine;

namespace Millrace.Unit.Storage;

/// <summary>Law 7 on a whole ledger: a file as version 1 left it is opened, goes on, and is a ledger of pages from then on.</summary>
public sealed class Format1Tests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_of_format_1_goes_on_where_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("millrace-format1");
        try
        {
            var path = Path.Combine(folder.FullName, "ledger.db");
            Make(path);
            var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000 + 7200));
            for (var start = 0; start < 2; start++)
            {
                await using var ledger = new SqliteLedger(path);
                await using var host = await SingleProcessHost.StartAsync(
                    ledger,
                    new PartitionHostOptions { Partitions = 1, HashSeed = 5 + start },
                    clock,
                    TimeProvider.System,
                    _ => { },
                    (_, _) => { },
                    (_, fault) => throw fault,
                    Cancel
                );
                await host.TurnAsync();
                var blocks = await ledger.ReadBlocksAsync(new StreamId(0, "sp-traffic"), 0, 10, Cancel);

                // Published once, on the first start; the second finds it published.
                Records(blocks).ShouldBe(["2026-05-29T01:00:00+05:30 3 2 1.450001"]);
            }

            Count(path, "SELECT count(*) FROM snapshot").ShouldBe(0);
            Count(path, "SELECT count(*) FROM page").ShouldBeGreaterThan(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Records(IEnumerable<DeltaBlock> blocks) =>
        blocks
            .SelectMany(block => Rendered.Messages(block.Data))
            .Select(body => Engine.Record.Read(body))
            .Select(record =>
                string.Create(CultureInfo.InvariantCulture, $"{record.Window} {record.Impressions} {record.Clicks} {record.Cost}")
            );

    private static void Make(string path)
    {
        using var connection = Open(path);
        Run(
            connection,
            """
            CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE partition (partition INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL);
            CREATE TABLE journal (
                partition INTEGER NOT NULL, sequence INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (partition, sequence)) WITHOUT ROWID;
            CREATE TABLE snapshot (partition INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, data BLOB NOT NULL);
            CREATE TABLE window (
                partition INTEGER NOT NULL, start INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (partition, start)) WITHOUT ROWID;
            CREATE TABLE block (
                account INTEGER NOT NULL, dataset TEXT NOT NULL, publication INTEGER NOT NULL, rows INTEGER NOT NULL, data BLOB NOT NULL,
                PRIMARY KEY (account, dataset, publication)) WITHOUT ROWID;
            """
        );
        Run(
            connection,
            $"INSERT INTO meta VALUES ('format', '1'), ('partitions', '1'), ('incarnation', '{EngineRig.Incarnation}'); INSERT INTO partition VALUES (0, 1, 2)"
        );
        Run(connection, "INSERT INTO snapshot VALUES (0, 1, $data)", Sealed("snapshot-1.hex"));
        Run(connection, "INSERT INTO journal VALUES (0, 2, $data)", Sealed("entry-1.hex"));
    }

    /// <summary>A stored file behind its checksum, as the ledger keeps it.</summary>
    private static byte[] Sealed(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engine", "Formats", name), Encoding.ASCII);
        var data = Convert.FromHexString(text.Trim());
        return [.. BitConverter.GetBytes(Crc32.HashToUInt32(data)), .. data];
    }

    private static long Count(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Run(SqliteConnection connection, string sql, byte[]? data = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (data is not null)
        {
            command.Parameters.AddWithValue("$data", data);
        }

        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
