using Millrace.Contracts.Documents;
using Millrace.Engine;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>
/// Sends a subscription the present state of all that its dataset shows (docs/messaging.md, "Snapshot"): written to its stream step by step, for it
/// alone, among the changes that go on meanwhile.
/// </summary>
public sealed class SnapshotService(ISubscriptionStore store, IPartitionHost host, TimeProvider wall)
{
    /// <summary>How soon after one snapshot a subscription may ask for the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Pauses pauses = new(Pause, wall);

    /// <exception cref="PartitionUnavailableException">Whether all was written is not known; ask again.</exception>
    public async ValueTask<Answer<SnapshotTaken>> TakeAsync(SubscriptionOwner owner, string id, CancellationToken cancel)
    {
        if (await store.FindAsync(owner, id, cancel) is not { } found)
        {
            return SubscriptionService.NoSuch(owner, id);
        }

        var (account, dataset) = found.Stream;
        if (Documents.Find(dataset) is null)
        {
            return Fault.Invalid($"{dataset} has no snapshot: it tells what changed in each hour.");
        }

        if (found.Status != SubscriptionStatus.Active)
        {
            return Fault.Conflict("Only an ACTIVE subscription gets a snapshot: confirm it first.");
        }

        if (!pauses.MayAsk(id, out var asked))
        {
            return Fault.Conflict(
                $"A snapshot of this subscription was asked for within the last {Pause.TotalSeconds:0} seconds: wait for it."
            );
        }

        try
        {
            return await WriteAsync(account, dataset, id);
        }
        catch (Exception)
        {
            // Who is told to ask again may do so at once.
            pauses.TakeBack(id, asked);
            throw;
        }
    }

    private async Task<SnapshotTaken> WriteAsync(int account, string dataset, string subscription)
    {
        var messages = 0;
        for (int? next = 0; next is { } from; )
        {
            var part = await StepAsync(account, dataset, subscription, from);
            messages += part.Messages;
            next = part.Next;
        }

        return new SnapshotTaken(messages);
    }

    private Task<SnapshotPart> StepAsync(int account, string dataset, string subscription, int from) =>
        host.TrySnapshot(account, dataset, subscription, from)
        ?? throw new PartitionUnavailableException("The service is busy: ask again.");
}
