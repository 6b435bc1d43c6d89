using DuckDB.NET.Data;
using Millrace.Contracts.Datasets;
using Millrace.Landing;

namespace Millrace.App.Bench;

/// <summary>The two sides of the landing's row: messages through the store, and a file of the same records through COPY.</summary>
internal sealed class LandingRun : IDisposable
{
    private readonly LandingBodies bodies;
    private readonly string folder;
    private readonly string rows;
    private readonly int batch = new LandingOptions { Queues = [] }.BatchMessagesMax;
    private int runs;

    public LandingRun(LandingBodies bodies, string folder)
    {
        this.bodies = bodies;
        this.folder = folder;
        rows = Path.Combine(folder, FormattableString.Invariant($"rows-{Environment.ProcessId}.ndjson"));
        File.WriteAllLines(rows, bodies.Rows);
    }

    /// <summary>Rows that are landed, each batch of them synced before the next begins.</summary>
    public async Task<long> RunOwnAsync()
    {
        var file = NewFile();
        await using (var store = await LandingStore.OpenAsync(file, TimeProvider.System, CancellationToken.None))
        {
            // The settings of a database are those of all its connections.
            using (var connection = new DuckDBConnection($"DataSource={file}"))
            {
                connection.Open();
                Execute(connection, "SET threads = 1");
            }

            foreach (var messages in bodies.Messages.Chunk(batch))
            {
                await store.StoreAsync(messages, CancellationToken.None);
            }
        }

        return Count(file, "\"amazon-marketing-stream\".\"sp-traffic\"");
    }

    /// <summary>Rows that DuckDB has copied from the file, in one transaction.</summary>
    /// <param name="settings">What the connection string has behind the file.</param>
    public long RunCopy(string settings)
    {
        var file = NewFile();
        using (var connection = new DuckDBConnection($"DataSource={file}{settings}"))
        {
            connection.Open();
            var columns = string.Join(", ", Datasets.SpTraffic.Fields.Select(field => $"\"{field.Name}\" {TypeOf(field)}"));
            Execute(
                connection,
                $"""
                SET threads = 1;
                CREATE TABLE landed ({columns});
                COPY landed FROM '{rows.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT json);
                """
            );
        }

        return Count(file, "landed");
    }

    public void Dispose() => File.Delete(rows);

    private static string TypeOf(DatasetField field) =>
        field.Type switch
        {
            FieldType.Long => "BIGINT",
            FieldType.Money => "DECIMAL(18,6)",
            _ => "VARCHAR",
        };

    /// <summary>Counts the rows of a file that is closed, then deletes it.</summary>
    private long Count(string file, string table)
    {
        long count;
        using (var connection = new DuckDBConnection($"DataSource={file}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM {table}";
            count = (long)command.ExecuteScalar()!;
        }

        foreach (var left in Directory.EnumerateFiles(folder, Path.GetFileName(file) + "*"))
        {
            File.Delete(left);
        }

        return count == bodies.Rows.Count
            ? count
            : throw new InvalidOperationException($"{count} rows of {bodies.Rows.Count} are in {table}.");
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string NewFile() =>
        Path.Combine(folder, FormattableString.Invariant($"landed-{Environment.ProcessId}-{runs++}.duckdb"));
}
