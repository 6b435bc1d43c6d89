using Millrace.Sandbox.Platform.Accounting;

namespace Millrace.Sandbox.Platform;

/// <summary>
/// What is to be told of entities and budgets (docs/messaging.md), by code that has nothing in common with the deployment's. It is fed with
/// the bodies that the deployment gets, in their order. Safe for several threads.
/// </summary>
/// <remarks>Of entities it keeps the newest form, of budgets every message, for ever.</remarks>
public sealed class DocumentBooks
{
    private readonly Lock gate = new();
    private readonly EntityBook entities = new();
    private readonly BudgetBook budgets = new();

    /// <summary>Ids of the datasets of entities.</summary>
    public static IEnumerable<string> EntityDatasets => Accounting.EntityDatasets.All.Select(shown => shown.Dataset);

    /// <summary>Enters the events of one body, and what budgets have to be told after it.</summary>
    /// <param name="clock">What the deployment's clock says when it takes the body.</param>
    public void Add(IEnumerable<PlatformEvent> body, DateTimeOffset clock)
    {
        lock (gate)
        {
            budgets.Enter(body, clock.ToUnixTimeSeconds());
        }
    }

    /// <summary>Enters what was told of entities, line by line; the same again changes nothing.</summary>
    /// <param name="clock">What the deployment's clock says when it takes the lines.</param>
    public void Add(IEnumerable<PlatformEntity> lines, DateTimeOffset clock)
    {
        lock (gate)
        {
            foreach (var line in lines)
            {
                if (entities.Enter(line) is { } changed)
                {
                    budgets.Enter(changed, clock.ToUnixTimeSeconds());
                }
            }
        }
    }

    /// <summary>What is to be told of the budgets of an account, in the order in which it is.</summary>
    public IReadOnlyList<BudgetMessage> BudgetMessages(VirtualAccount account)
    {
        lock (gate)
        {
            return [.. budgets.Told(account)];
        }
    }

    /// <summary>Every entity of which a dataset is to tell, in no order.</summary>
    public IReadOnlyList<BookEntity> EntityVersions(string dataset)
    {
        lock (gate)
        {
            return
            [
                .. entities
                    .ToldIn(dataset)
                    .Select(one => new BookEntity(
                        one.Entity.Account,
                        one.Entity.Kind,
                        one.Entity.Id,
                        one.Told.Count,
                        one.Told.Newest,
                        one.Entity.Document
                    )),
            ];
        }
    }

    /// <summary>Of a dataset of entities, by account: how many messages are to be told, and the sum of their versions.</summary>
    public IReadOnlyList<BookTotals> EntityTotals(string dataset)
    {
        lock (gate)
        {
            return
            [
                .. entities
                    .ToldIn(dataset)
                    .GroupBy(one => one.Entity.Account, one => one.Told)
                    .OrderBy(account => account.Key.Number)
                    .Select(account => new BookTotals(
                        account.Key,
                        [account.Sum(told => (long)told.Count), account.Sum(told => told.Sum)]
                    )),
            ];
        }
    }
}
