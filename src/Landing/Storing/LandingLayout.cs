using DuckDB.NET.Data;

namespace Millrace.Landing.Storing;

/// <summary>The layout of the file, and the way to it from the first.</summary>
/// <param name="Ids">Ids in the table of ids; they are numbered from 0 without gaps.</param>
/// <param name="Form1Ids">So many of them, the first, came from layout 1 and have form 1 of what their record says.</param>
internal sealed record LandingLayout(long Ids, long Form1Ids)
{
    /// <summary>
    /// 1 held the ids under a primary key, in a table "seen"; 2 numbers them in the order in which they came; 3 has documents, whose keys
    /// stand among the ids.
    /// </summary>
    private const int Version = 3;

    /// <summary>The first that is brought along without making its tables anew.</summary>
    private const int NumberedVersion = 2;

    /// <summary>Reads the layout of a file; a new one is given it, and an older one is brought to it in one transaction.</summary>
    /// <exception cref="LandingException">A later version made the file.</exception>
    public static LandingLayout Open(DuckDBConnection connection)
    {
        using (var transaction = connection.BeginTransaction())
        {
            LandingSchema.Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {LandingSchema.Quote(LandingSchema.Own)}");
            if (!Has(connection, "layout"))
            {
                Create(connection);
            }

            // The tables and views of documents are made where they are missing, with all others.
            LandingSchema.Execute(
                connection,
                $"""UPDATE "millrace"."layout" SET "version" = {Version} WHERE "version" = {NumberedVersion}"""
            );
            transaction.Commit();
        }

        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "version", "ids", "form_1_ids" FROM "millrace"."layout" """;
        using var reader = command.ExecuteReader();
        reader.Read();
        return reader.GetInt32(0) is var version && version == Version
            ? new(reader.GetInt64(1), reader.GetInt64(2))
            : throw new LandingException(
                $"The file has layout {version} and this version of millrace reads up to {Version}: open it with a later version."
            );
    }

    private static void Create(DuckDBConnection connection)
    {
        LandingSchema.Execute(
            connection,
            """
            CREATE TABLE "millrace"."ids" (
                "number" BIGINT NOT NULL,
                "id" UUID NOT NULL USING COMPRESSION uncompressed,
                "content" BIGINT NOT NULL USING COMPRESSION uncompressed);
            CREATE TABLE "millrace"."layout" ("version" INTEGER NOT NULL, "ids" BIGINT NOT NULL, "form_1_ids" BIGINT NOT NULL);
            """
        );
        if (Has(connection, "seen"))
        {
            LandingSchema.Execute(
                connection,
                """
                INSERT INTO "millrace"."ids" SELECT row_number() OVER () - 1, "id", "content" FROM "millrace"."seen";
                DROP TABLE "millrace"."seen";
                """
            );
        }

        LandingSchema.Execute(
            connection,
            $"""INSERT INTO "millrace"."layout" SELECT {Version}, count(*), count(*) FROM "millrace"."ids" """
        );
    }

    private static bool Has(DuckDBConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1 AND table_name = $2";
        command.Parameters.Add(new DuckDBParameter(LandingSchema.Own));
        command.Parameters.Add(new DuckDBParameter(table));
        return (long)command.ExecuteScalar()! > 0;
    }
}
