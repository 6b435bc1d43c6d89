using DuckDB.NET.Data;
using Millrace.Landing.Querying;
using Millrace.Landing.Records;
using Millrace.Landing.Storing;

namespace Millrace.Landing.Exporting;

/// <summary>The landed rows of a dataset as one Parquet file, whose columns have the types of the declaration.</summary>
public static class ParquetExport
{
    private const string Instant = "TIMESTAMP WITH TIME ZONE";

    /// <summary>The ids of all that lands.</summary>
    public static IReadOnlyList<string> Datasets { get; } = [.. RowShape.Every.Select(shape => shape.Id)];

    /// <summary>Writes the file whole or not at all; answers how many rows it has.</summary>
    /// <param name="dataset">One of <see cref="Datasets"/>.</param>
    /// <exception cref="LandingException">No landing is in the folder, or one that runs; or the file cannot be written.</exception>
    public static Task<long> RunAsync(string dataFolder, string dataset, string file, CancellationToken cancel)
    {
        var shape =
            RowShape.Every.FirstOrDefault(shape => shape.Id == dataset)
            ?? throw new ArgumentException($"{dataset} does not land.", nameof(dataset));
        return Task.Run(() => Run(Path.Combine(dataFolder, QueryClient.FileName), shape, Path.GetFullPath(file), cancel), cancel);
    }

    private static long Run(string landing, RowShape shape, string file, CancellationToken cancel)
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
            command.CommandText = Sql(shape, draft);
            using var registration = cancel.Register(command.Cancel);
            var rows = command.ExecuteNonQuery();
            File.Move(draft, file, overwrite: true);
            return rows;
        }
        catch (DuckDBException fault)
        {
            cancel.ThrowIfCancellationRequested();
            throw new LandingException(
                $"{shape.Id} cannot be exported: {fault.Message} (A file that an older version made has its tables after `millrace land` has opened it once.)",
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
    private static string Sql(RowShape shape, string file)
    {
        var window = shape is DatasetShape hourly ? hourly.Dataset.Fields[hourly.WindowPlace].Name : null;
        var columns = LandingSchema
            .Columns(shape)
            .Select(column => (Name: LandingSchema.Quote(column.Name), Type: column.Name == window ? Instant : column.Type))
            .Select(column => $"{column.Name}::{column.Type} AS {column.Name}");
        return $"""
            COPY (SELECT {string.Join(", ", columns)} FROM {LandingSchema.Table(shape)})
            TO '{file.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd)
            """;
    }

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
