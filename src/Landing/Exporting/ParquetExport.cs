using DuckDB.NET.Data;
using Millrace.Contracts.Datasets;
using Millrace.Landing.Querying;
using Millrace.Landing.Storing;

namespace Millrace.Landing.Exporting;

/// <summary>The landed rows of a dataset as one Parquet file, whose columns have the types of the declaration.</summary>
public static class ParquetExport
{
    /// <summary>Writes the file whole or not at all; answers how many rows it has.</summary>
    /// <exception cref="LandingException">No landing is in the folder, or one that runs; or the file cannot be written.</exception>
    public static Task<long> RunAsync(string dataFolder, DatasetDeclaration dataset, string file, CancellationToken cancel) =>
        Task.Run(() => Run(Path.Combine(dataFolder, QueryClient.FileName), dataset, Path.GetFullPath(file), cancel), cancel);

    private static long Run(string landing, DatasetDeclaration dataset, string file, CancellationToken cancel)
    {
        if (!File.Exists(landing))
        {
            throw new LandingException($"There is no {landing}; name the folder of a landing with --data.");
        }

        var draft = $"{file}.part";
        try
        {
            using var connection = Open(landing);
            using var command = connection.CreateCommand();
            command.CommandText = Sql(dataset, draft);
            using var registration = cancel.Register(command.Cancel);
            var rows = command.ExecuteNonQuery();
            File.Move(draft, file, overwrite: true);
            return rows;
        }
        catch (DuckDBException fault)
        {
            cancel.ThrowIfCancellationRequested();
            throw new LandingException(
                $"{dataset.Id} cannot be exported: {fault.Message} (A file that an older version made has its tables after `millrace land` has opened it once.)",
                fault
            );
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// The window's start becomes an instant, which every reader of Parquet orders rightly; the hour in the account's own time stands in
    /// the columns day and hour.
    /// </summary>
    private static string Sql(DatasetDeclaration dataset, string file)
    {
        var declared = dataset.Fields.Select(field => (field.Name, Type: TypeOf(field.Type)));
        var columns = declared
            .Concat(LandingSchema.Added)
            .Select(column => $"{LandingSchema.Quote(column.Name)}::{column.Type} AS {LandingSchema.Quote(column.Name)}");
        return $"""
            COPY (SELECT {string.Join(", ", columns)} FROM {LandingSchema.Table(dataset)})
            TO '{file.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd)
            """;
    }

    private static string TypeOf(FieldType type) =>
        type == FieldType.WindowStart ? "TIMESTAMP WITH TIME ZONE" : LandingSchema.TypeOf(type);

    private static DuckDBConnection Open(string landing)
    {
        var text = new DuckDBConnectionStringBuilder { DataSource = landing };
        text["ACCESS_MODE"] = "READ_ONLY";
        var connection = new DuckDBConnection(text.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (DuckDBException fault)
        {
            connection.Dispose();
            throw LandingException.CannotOpen(landing, fault);
        }
    }
}
