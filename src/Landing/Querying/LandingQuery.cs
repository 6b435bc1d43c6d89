using System.Globalization;
using DuckDB.NET.Data;

namespace Millrace.Landing.Querying;

/// <summary>Runs one statement that reads, over a store that is open here or over a file that nobody holds.</summary>
public sealed class LandingQuery
{
    private const string TooManyDigits = "A value has more digits than can be shown; cast it to VARCHAR.";
    private readonly Func<DuckDBConnection> open;
    private readonly QueryOptions options;

    /// <summary>Over an open store.</summary>
    public LandingQuery(LandingStore store, QueryOptions? options = null)
        : this(store.Reader, options) { }

    private LandingQuery(Func<DuckDBConnection> open, QueryOptions? options)
    {
        this.open = open;
        this.options = options ?? new QueryOptions();
    }

    /// <summary>Over a file, which is opened read-only for each statement.</summary>
    public static LandingQuery OverFile(string file, QueryOptions? options = null) => new(() => OpenReadOnly(file), options);

    /// <exception cref="QueryException">The statement is refused, fails or takes too long.</exception>
    /// <exception cref="LandingException">The file cannot be opened.</exception>
    public Task<QueryResult> RunAsync(string sql, CancellationToken cancel) => Task.Run(() => Run(sql, cancel), cancel);

    private QueryResult Run(string sql, CancellationToken cancel)
    {
        if (sql.Length > options.SqlCharactersMax)
        {
            throw new QueryException($"The statement is longer than {options.SqlCharactersMax} characters.");
        }

        using var connection = open();
        using var late = new CancellationTokenSource(options.Timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            StatementGuard.Check(connection, sql);
            Execute(connection, "BEGIN TRANSACTION READ ONLY");
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.UseStreamingMode = true;
            using var registration = both.Token.Register(command.Cancel);
            using var reader = command.ExecuteReader();
            var result = Read(reader, both.Token);
            both.Token.ThrowIfCancellationRequested();
            return result;
        }
        catch (Exception fault) when (both.IsCancellationRequested && fault is DuckDBException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new QueryException($"The statement took longer than {options.Timeout.TotalSeconds:0} s and was ended.", fault);
        }
        catch (Exception fault) when (fault is DuckDBException or InvalidOperationException or NotSupportedException)
        {
            throw new QueryException(fault.Message, fault);
        }
        catch (OverflowException fault)
        {
            throw new QueryException(TooManyDigits, fault);
        }
    }

    private QueryResult Read(DuckDBDataReader reader, CancellationToken cancel)
    {
        var columns = Enumerable
            .Range(0, reader.FieldCount)
            .Select(field => new QueryColumn(reader.GetName(field), reader.GetDataTypeName(field).ToUpperInvariant()))
            .ToList();
        var rows = new List<IReadOnlyList<object?>>();
        var characters = 0L;
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Count >= options.RowsMax || characters > options.CharactersMax)
            {
                var shown = rows.Count.ToString("N0", CultureInfo.InvariantCulture);
                return new(columns, rows, $"Only the first {shown} rows are here; narrow the statement or add LIMIT.");
            }

            var row = new object?[columns.Count];
            for (var field = 0; field < row.Length; field++)
            {
                row[field] = reader.IsDBNull(field) ? null : QueryValue.Of(reader.GetValue(field));
                characters += row[field] is string text ? text.Length : 8;
            }

            rows.Add(row);
        }

        return new(columns, rows, null);
    }

    private static DuckDBConnection OpenReadOnly(string file)
    {
        var text = new DuckDBConnectionStringBuilder { DataSource = file };
        text["ACCESS_MODE"] = "READ_ONLY";
        var connection = new DuckDBConnection(text.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "SET enable_external_access = false");
            return connection;
        }
        catch (DuckDBException fault)
        {
            connection.Dispose();
            throw LandingException.CannotOpen(file, fault);
        }
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
