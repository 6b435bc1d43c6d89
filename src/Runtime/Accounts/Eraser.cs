using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>
/// Finishes the erasures of accounts that the registry knows of, whichever program began them: what is sent ends, then the ledger forgets the
/// accounts, its files are written anew, last the registry. Each step may be done again, so that a crash between two costs time alone. What
/// is owed to forgotten shoppers, the files of the ledger pay with the next account, or after a time.
/// </summary>
/// <param name="endDelivery">Ends the delivery of subscriptions that are not ACTIVE any more.</param>
/// <param name="scrubAfter">How long forgotten shoppers wait for others, on the wall clock: it is as dear for one as for all.</param>
public sealed class Eraser(
    IErasureStore store,
    IPartitionHost host,
    IScrubbed ledger,
    Func<CancellationToken, Task> endDelivery,
    TimeSpan scrubAfter,
    TimeProvider wall
)
{
    /// <summary>One writing of the ledger a day, however many shoppers are erased.</summary>
    public static readonly TimeSpan UsualScrubAfter = TimeSpan.FromHours(24);

    /// <summary>Wait after what could not be finished: writing files anew in vain costs as much as doing it.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    private DateTimeOffset notBefore;

    /// <summary>Finishes all that have begun, and scrubs the ledger where that is due.</summary>
    /// <param name="cancel">Ends the waiting; the next start begins again what is not finished.</param>
    /// <exception cref="PartitionUnavailableException">One is not finished; it goes on when this is called again.</exception>
    /// <exception cref="IOException">The same.</exception>
    /// <exception cref="StorageFullException">The same.</exception>
    public async Task FinishAsync(CancellationToken cancel)
    {
        var accounts = await store.ReadErasuresAsync(cancel);
        if (accounts.Count > 0)
        {
            await EraseAsync(accounts, cancel);
        }
        else if (await ledger.ScrubOwedSinceAsync(cancel) + scrubAfter <= wall.GetUtcNow())
        {
            await ledger.ScrubAsync(cancel);
        }
    }

    /// <summary>Looks again and again for erasures that have begun, and for what is owed.</summary>
    /// <param name="every">Wait between two looks, on the wall clock; looking costs next to nothing.</param>
    /// <param name="failed">Called with why something could not be finished; it is tried again after a minute.</param>
    public Task RunAsync(TimeSpan every, Action<string> failed, CancellationToken cancel) =>
        Repeating.RunAsync(
            FinishWhereItMayAsync,
            every,
            wall,
            fault =>
            {
                notBefore = wall.GetUtcNow() + AgainAfter;
                failed($"An erasure is not finished, and goes on: {fault.Message}");
            },
            cancel
        );

    private Task FinishWhereItMayAsync(CancellationToken cancel) =>
        wall.GetUtcNow() < notBefore ? Task.CompletedTask : FinishAsync(cancel);

    private async Task EraseAsync(IReadOnlyList<int> accounts, CancellationToken cancel)
    {
        await endDelivery(cancel);
        foreach (var account in accounts)
        {
            await host.EraseAsync(account).WaitAsync(cancel);
        }

        await ledger.ScrubAsync(cancel);
        await store.EndErasuresAsync(accounts, wall.GetUtcNow(), cancel);

        // A subscription that was being made when it began is gone by now.
        await endDelivery(cancel);
    }
}
