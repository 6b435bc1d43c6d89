using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>
/// What datasets sum to, by SQL over the accepted lines: written from docs/ingest-events.md, docs/attribution.md and the
/// declarations. The statement of a dataset stands in Sql, its columns are named as the dataset's fields.
/// </summary>
internal sealed class Oracle : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");
    private readonly List<(long Taken, int Account, string Currency, string Window, string Line)> lines = [];
    private readonly List<(long Taken, int Account, string Line)> products = [];
    private readonly List<(int Turn, long Taken)> turns = [];
    private long taken;
    private bool isSeen;

    public Oracle()
    {
        connection.Open();

        // Tables of a hundred rows are slower with more.
        Run("SET threads = 1");
        Run(Sql("tables"));
        Run(Sql("seen"));
        Run(Sql("views"));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lines.Clear();
        products.Clear();
        turns.Clear();
        taken = 0;
        isSeen = false;
    }

    /// <summary>Takes the line of an event that was accepted and is no repeat.</summary>
    /// <param name="window">The start of its hour, as records show it.</param>
    public void Take(int account, string window, string line) => lines.Add((++taken, account, "USD", window, line));

    public void Put(int account, string product) => products.Add((++taken, account, product));

    /// <summary>Marks a moment; answers its number.</summary>
    public int Turn()
    {
        isSeen = false;
        turns.Add((turns.Count, taken));
        return turns.Count - 1;
    }

    /// <summary>The rows of a dataset that have a figure, at each moment that was marked.</summary>
    public IReadOnlyList<Figures> Rows(DatasetDeclaration dataset)
    {
        See();
        var answer = turns.Select(_ => new Figures(dataset)).ToList();
        using var command = connection.CreateCommand();
        command.CommandText = Sql(dataset.Id);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            answer[reader.GetInt32(0)].Add(name => reader[name] as string ?? "", name => Number(reader[name]));
        }

        return answer;
    }

    /// <summary>The columns of a dataset's statement, but for the turn.</summary>
    public IReadOnlyList<string> Columns(DatasetDeclaration dataset)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql(dataset.Id);
        using var reader = command.ExecuteReader();
        return [.. Enumerable.Range(1, reader.FieldCount - 1).Select(reader.GetName)];
    }

    public void Dispose() => connection.Dispose();

    private void See()
    {
        if (isSeen)
        {
            return;
        }

        Run("DELETE FROM lines; DELETE FROM product_lines; DELETE FROM turns");
        Fill(
            "lines",
            lines,
            (row, line) =>
                row.AppendValue(line.Taken)
                    .AppendValue(line.Account)
                    .AppendValue(line.Currency)
                    .AppendValue(line.Window)
                    .AppendValue(line.Line)
        );
        Fill(
            "product_lines",
            products,
            (row, product) => row.AppendValue(product.Taken).AppendValue(product.Account).AppendValue(product.Line)
        );
        Fill("turns", turns, (row, turn) => row.AppendValue(turn.Turn).AppendValue(turn.Taken));
        Run(Sql("seen"));
        isSeen = true;
    }

    private void Fill<T>(string table, List<T> items, Func<IDuckDBAppenderRow, T, IDuckDBAppenderRow> fill)
    {
        using var appender = connection.CreateAppender(table);
        items.ForEach(item => fill(appender.CreateRow(), item).EndRow());
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static decimal Number(object value) =>
        value switch
        {
            DBNull => 0,
            BigInteger sum => (decimal)sum,
            _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        };

    private static string Sql(string name)
    {
        var path = $"{typeof(Oracle).Namespace}.Sql.{name}.sql";
        using var stream = typeof(Oracle).Assembly.GetManifestResourceStream(path);
        using var reader = new StreamReader(stream ?? throw new InvalidOperationException($"There is no statement {path}."));
        return reader.ReadToEnd();
    }
}
