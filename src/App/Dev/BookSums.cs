using Millrace.Contracts.Documents;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>What the platform's books say of a dataset, by account.</summary>
internal static class BookSums
{
    public static Dictionary<VirtualAccount, long[]> Of(Books books, IDatasetSums sums, IReadOnlyList<VirtualAccount> accounts) =>
        sums switch
        {
            DocumentSums { Dataset: Documents.BudgetUsageId } => accounts.ToDictionary(
                account => account,
                account => Of(books.Documents.BudgetMessages(account))
            ),
            DocumentSums => ByAccount(books.Documents.EntityTotals(sums.Dataset)),
            _ => ByAccount(books.TotalsByAccount(sums.Dataset)),
        };

    /// <summary>The figures of messages of budget-usage.</summary>
    public static long[] Of(IReadOnlyList<BudgetMessage> messages) =>
        [
            messages.Count,
            messages.Sum(message => message.BudgetMicros),
            messages.Sum(message => DocumentSums.InMicros(message.Percentage)),
        ];

    private static Dictionary<VirtualAccount, long[]> ByAccount(IEnumerable<BookTotals> totals) =>
        totals.ToDictionary(account => account.Account, account => account.Values.ToArray());
}
