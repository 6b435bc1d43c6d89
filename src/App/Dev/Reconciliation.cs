namespace Millrace.App.Dev;

/// <summary>
/// The same sums at five places of the way, each taken from its own record: what the platform was answered, what stands in the
/// ledger's streams, what the queue has taken, what landed, and what the platform's books say.
/// </summary>
internal sealed record Reconciliation(IReadOnlyList<ReconciliationRow> Rows)
{
    public static readonly string[] Columns = ["accepted", "published", "delivered", "landed", "books"];

    public bool Agrees => Rows.Count > 0 && Rows.All(row => row.Agrees);

    /// <summary>A row for each account and metric; an account that is missing in a place has zeros there.</summary>
    /// <param name="metrics">Names of the metrics.</param>
    /// <param name="places">In the order of <see cref="Columns"/>, by account name and then by metric; null for what a place cannot know.</param>
    public static IEnumerable<ReconciliationRow> Of(
        string dataset,
        IReadOnlyList<string> metrics,
        IReadOnlyList<string> accounts,
        IReadOnlyList<IReadOnlyDictionary<string, long?[]>> places
    ) =>
        accounts.SelectMany(account =>
            metrics.Select(
                (name, metric) =>
                    new ReconciliationRow(
                        dataset,
                        account,
                        name,
                        [.. places.Select(place => place.TryGetValue(account, out var sums) ? sums[metric] : 0)]
                    )
            )
        );
}
