namespace Millrace.App.Dev;

/// <summary>One metric of one account.</summary>
/// <param name="Values">One a column of <see cref="Reconciliation.Columns"/>; null where the place cannot know it.</param>
internal sealed record ReconciliationRow(string Dataset, string Account, string Metric, IReadOnlyList<long?> Values)
{
    public bool Agrees => Values.Where(value => value is not null).Distinct().Count() <= 1;

    /// <summary>What the books have and the landing lacks.</summary>
    public long Missing => (Values[^1] ?? 0) - (Values[^2] ?? 0);

    public bool IsZero => Values.All(value => value is null or 0);
}
