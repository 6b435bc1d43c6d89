using System.Globalization;
using Spectre.Console;

namespace Millrace.App.Dev;

/// <summary>
/// The same sums at five places of the way, each taken from its own record: what the platform was answered, what stands in the
/// ledger's streams, what the queue has taken, what landed, and what the platform's books say.
/// </summary>
internal sealed record Reconciliation(IReadOnlyList<ReconciliationRow> Rows)
{
    public static readonly string[] Columns = ["accepted", "published", "delivered", "landed", "books"];

    public bool Agrees => Rows.Count > 0 && Rows.All(row => row.Agrees);

    /// <summary>Three rows an account, one a metric; an account that is missing in a place has zeros there.</summary>
    /// <param name="places">In the order of <see cref="Columns"/>, by account name.</param>
    public static Reconciliation Of(IReadOnlyList<string> accounts, IReadOnlyList<IReadOnlyDictionary<string, Sums>> places)
    {
        var rows = new List<ReconciliationRow>();
        foreach (var account in accounts)
        {
            var sums = places.Select(place => place.GetValueOrDefault(account)).ToList();
            rows.Add(new(account, "impressions", [.. sums.Select(sum => sum.Impressions)]));
            rows.Add(new(account, "clicks", [.. sums.Select(sum => sum.Clicks)]));
            rows.Add(new(account, "cost (millionths)", [.. sums.Select(sum => sum.CostMicros)]));
        }

        return new(rows);
    }

    public Table ToTable()
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("account").AddColumn("metric");
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddColumn("");
        foreach (var row in Rows)
        {
            string[] cells =
            [
                Markup.Escape(row.Account),
                row.Metric,
                .. row.Values.Select(value => value.ToString("N0", CultureInfo.InvariantCulture)),
                row.Agrees ? "ok" : "[red]DIFFERS[/]",
            ];
            table.AddRow(cells);
        }

        return table;
    }
}

/// <param name="Values">One a column.</param>
internal sealed record ReconciliationRow(string Account, string Metric, IReadOnlyList<long> Values)
{
    public bool Agrees => Values.All(value => value == Values[0]);
}
