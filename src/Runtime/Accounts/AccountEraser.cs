using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>
/// Finishes the erasures that the registry knows of, whichever program began them: what is sent ends, then the ledger forgets the account,
/// last the registry. Each step may be done again, so that a crash between two costs time alone.
/// </summary>
/// <param name="endDelivery">Ends the delivery of subscriptions that are not ACTIVE any more.</param>
public sealed class AccountEraser(
    IErasureStore store,
    IPartitionHost host,
    Func<CancellationToken, Task> endDelivery,
    TimeProvider wall
)
{
    /// <summary>Finishes all that have begun.</summary>
    /// <param name="cancel">Ends the waiting; the next start begins again what is not finished.</param>
    /// <exception cref="PartitionUnavailableException">One is not finished; it goes on when this is called again.</exception>
    /// <exception cref="IOException">The same.</exception>
    public async Task EraseAllAsync(CancellationToken cancel)
    {
        foreach (var account in await store.ReadErasuresAsync(cancel))
        {
            await endDelivery(cancel);
            await host.EraseAsync(account).WaitAsync(cancel);
            await store.EndErasureAsync(account, wall.GetUtcNow(), cancel);

            // A subscription that was being made when it began is gone by now.
            await endDelivery(cancel);
        }
    }

    /// <summary>Looks again and again for erasures that have begun.</summary>
    /// <param name="every">Wait between two looks, on the wall clock; looking costs next to nothing.</param>
    /// <param name="failed">Called with why one could not be finished.</param>
    public Task RunAsync(TimeSpan every, Action<string> failed, CancellationToken cancel) =>
        Repeating.RunAsync(
            EraseAllAsync,
            every,
            wall,
            fault => failed($"The erasure of an account is not finished, and goes on: {fault.Message}"),
            cancel
        );
}
