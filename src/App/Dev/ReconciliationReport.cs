using System.Globalization;
using Spectre.Console;

namespace Millrace.App.Dev;

/// <summary>
/// Writes a reconciliation: of each dataset the metrics over all accounts, below them every account that differs, and last how many
/// sums of each dataset agree.
/// </summary>
internal static class ReconciliationReport
{
    public static Table Totals(Reconciliation reconciliation)
    {
        var table = new Table().Border(TableBorder.Simple).Caption("Money in millionths, of all currencies together.");
        table.AddColumn("dataset").AddColumn("metric");
        foreach (var column in Reconciliation.Columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddColumn("");
        var metrics = reconciliation.Rows.GroupBy(row => (row.Dataset, row.Metric));
        foreach (var metric in metrics.Where(metric => !metric.All(row => row.IsZero)))
        {
            var differing = metric.Where(row => !row.Agrees).ToList();
            var sums = Reconciliation.Columns.Select((_, place) => metric.Select(row => row.Values[place]).ToList());
            Add(
                table,
                metric.Key.Dataset,
                metric.Key.Metric,
                sums.Select(values => values.Contains(null) ? null : values.Sum()),
                differing.Count == 0
            );
            foreach (var row in differing)
            {
                Add(table, "", $"  {row.Account}", row.Values, agrees: false);
            }
        }

        return table;
    }

    public static Table Summary(Reconciliation reconciliation)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("dataset").AddColumn(new TableColumn("sums").RightAligned());
        table.AddColumn(new TableColumn("not zero").RightAligned()).AddColumn(new TableColumn("differ").RightAligned());
        table.AddColumn(new TableColumn("books less landed, at most").RightAligned());
        foreach (var dataset in reconciliation.Rows.GroupBy(row => row.Dataset))
        {
            table.AddRow(
                dataset.Key,
                Number(dataset.Count()),
                Number(dataset.Count(row => !row.IsZero)),
                Number(dataset.Count(row => !row.Agrees)),
                Number(dataset.Max(row => Math.Abs(row.Missing)))
            );
        }

        return table;
    }

    private static void Add(Table table, string dataset, string metric, IEnumerable<long?> values, bool agrees)
    {
        string[] cells = [dataset, Markup.Escape(metric), .. values.Select(Number), agrees ? "ok" : "[red]DIFFERS[/]"];
        table.AddRow(cells);
    }

    private static string Number(long? value) => value is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "–";

    private static string Number(int value) => Number((long?)value);
}
