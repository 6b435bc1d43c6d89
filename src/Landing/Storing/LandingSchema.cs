using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>
/// The tables of the landing: one per dataset after its declaration, and the landing's own; and the views. All are there from the start,
/// so that a query that joins datasets runs before the first record of each has come.
/// </summary>
internal static class LandingSchema
{
    /// <summary>The schema of the overview's sample query.</summary>
    public const string Stream = "amazon-marketing-stream";

    public const string Own = "millrace";

    public static void Create(DuckDBConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {Quote(Stream)}");
        Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {Quote(Own)}");
        foreach (var shape in RowShape.Every)
        {
            var columns = Columns(shape).ToList();
            var table = Table(shape);
            Execute(
                connection,
                $"CREATE TABLE IF NOT EXISTS {table} ({string.Join(", ", columns.Select(column => $"{Quote(column.Name)} {column.Type}"))})"
            );
            // A declaration grows by fields at its end; a file of an older version is given them here.
            var present = ColumnsOf(connection, shape);
            foreach (var (name, type) in columns.Where(column => !present.Contains(column.Name)))
            {
                Execute(connection, $"ALTER TABLE {table} ADD COLUMN {Quote(name)} {type}");
            }
        }

        foreach (var view in DocumentViews.All)
        {
            Execute(connection, view);
        }

        Execute(
            connection,
            """
            CREATE TABLE IF NOT EXISTS "millrace"."quarantine" (
                "queue" VARCHAR NOT NULL, "message_id" VARCHAR NOT NULL, "item" INTEGER NOT NULL,
                "reason" VARCHAR NOT NULL, "body" VARCHAR NOT NULL, "received_at" TIMESTAMP NOT NULL,
                PRIMARY KEY ("queue", "message_id", "item"));
            CREATE TABLE IF NOT EXISTS "millrace"."confirmation" (
                "queue" VARCHAR NOT NULL, "message_id" VARCHAR NOT NULL, "topic_arn" VARCHAR NOT NULL,
                "subscription_arn" VARCHAR NOT NULL, "confirmed_at" TIMESTAMP NOT NULL);
            CREATE TABLE IF NOT EXISTS "millrace"."freshness" (
                "dataset_id" VARCHAR NOT NULL, "advertiser_id" VARCHAR NOT NULL, "marketplace_id" VARCHAR NOT NULL,
                "complete_through" VARCHAR NOT NULL, "complete_at" TIMESTAMP NOT NULL, "received_at" TIMESTAMP NOT NULL,
                PRIMARY KEY ("dataset_id", "advertiser_id", "marketplace_id"))
            """
        );
        transaction.Commit();
    }

    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The quoted name of a dataset's table.</summary>
    public static string Table(RowShape shape) => Named(shape.Id);

    /// <summary>The quoted name of what a query finds beside the tables.</summary>
    public static string Named(string name) => $"{Quote(Stream)}.{Quote(name)}";

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The names of a table's columns with their SQL types.</summary>
    public static IEnumerable<(string Name, string Type)> Columns(RowShape shape) =>
        shape.Columns.Select(column => (column.Name, TypeOf(column.Kind))).Append((RowShape.ReceivedAt, TypeOf(ColumnKind.Time)));

    private static string TypeOf(ColumnKind kind) =>
        kind switch
        {
            ColumnKind.Text => "VARCHAR",
            ColumnKind.Whole => "BIGINT",
            ColumnKind.Money => "DECIMAL(18,6)",
            ColumnKind.Number => "DOUBLE",
            ColumnKind.Flag => "BOOLEAN",
            ColumnKind.Small => "INTEGER",
            ColumnKind.Date => "DATE",
            ColumnKind.Time => "TIMESTAMP",
            ColumnKind.Uuid => "UUID",
            _ => throw new InvalidOperationException($"The landing has no column type for {kind}."),
        };

    /// <summary>The names of a table's columns in the file's own order.</summary>
    private static List<string> ColumnsOf(DuckDBConnection connection, RowShape shape)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT column_name FROM duckdb_columns() WHERE schema_name = $1 AND table_name = $2 "
            + "AND database_name = current_database() ORDER BY column_index";
        command.Parameters.Add(new DuckDBParameter(Stream));
        command.Parameters.Add(new DuckDBParameter(shape.Id));
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
