using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Replays;

/// <summary>Replays without their wire: ask for one, list, get, cancel.</summary>
/// <param name="changed">Called after one was made.</param>
public sealed class ReplayService(
    ISubscriptionStore subscriptions,
    IReplayStore store,
    ILedger ledger,
    IChance chance,
    TimeProvider wall,
    Action changed
)
{
    /// <summary>Of one subscription: one that runs, and those behind it.</summary>
    public const int OpenMax = 5;

    /// <summary>Of one subscription, those that have ended and are still shown.</summary>
    public const int EndedMax = 100;

    /// <summary>Has what was published until now sent again, as far as its windows are in the range.</summary>
    public async ValueTask<Answer<Replay>> AskAsync(
        SubscriptionOwner owner,
        string subscriptionId,
        AskReplay request,
        CancellationToken cancel
    )
    {
        var range = ReplayRange.Check(request);
        if (!range.IsDone)
        {
            return range.Fault;
        }

        if (await subscriptions.FindAsync(owner, subscriptionId, cancel) is not { } found)
        {
            return SubscriptionService.NoSuch(owner, subscriptionId);
        }

        if (found.Status != SubscriptionStatus.Active)
        {
            return Fault.Conflict(
                "Only an ACTIVE subscription gets a replay: confirm it first. A new one may ask for a backfill when it is made."
            );
        }

        if (range.Value.WhyNotKept(await ledger.ReadDroppedAsync(found.Stream, cancel)) is { } lost)
        {
            return lost;
        }

        var replay = range.Value.Of(chance.Uuid().ToString(), subscriptionId, wall.GetUtcNow()) with
        {
            Through = await ledger.LastPublicationAsync(found.Stream, cancel),
        };
        if (!await store.AddReplayAsync(replay, OpenMax, EndedMax, cancel))
        {
            return Fault.Conflict(
                $"{OpenMax} replays of this subscription are open: wait until one has ended, or cancel one by PUT with status CANCELED."
            );
        }

        changed();
        return replay;
    }

    /// <summary>The newest first.</summary>
    public async ValueTask<Answer<IReadOnlyList<Replay>>> ListAsync(
        SubscriptionOwner owner,
        string subscriptionId,
        CancellationToken cancel
    ) =>
        await subscriptions.FindAsync(owner, subscriptionId, cancel) is null
            ? SubscriptionService.NoSuch(owner, subscriptionId)
            : Answer<IReadOnlyList<Replay>>.Of(await store.ReadReplaysAsync(subscriptionId, cancel));

    public async ValueTask<Answer<Replay>> GetAsync(
        SubscriptionOwner owner,
        string subscriptionId,
        string id,
        CancellationToken cancel
    )
    {
        var all = await ListAsync(owner, subscriptionId, cancel);
        return !all.IsDone ? all.Fault
            : all.Value.FirstOrDefault(replay => replay.Id == id) is { } found ? found
            : Fault.NotFound($"No replay {id} of subscription {subscriptionId}.");
    }

    /// <param name="status">CANCELED, no other.</param>
    public async ValueTask<Answer<Replay>> UpdateAsync(
        SubscriptionOwner owner,
        string subscriptionId,
        string id,
        string? status,
        CancellationToken cancel
    )
    {
        if (status is not "CANCELED")
        {
            return Fault.Invalid("status must be CANCELED: no other can be set.");
        }

        var found = await GetAsync(owner, subscriptionId, id, cancel);
        if (!found.IsDone)
        {
            return found;
        }

        return await store.CancelReplayAsync(subscriptionId, id, wall.GetUtcNow(), cancel)
            ? await GetAsync(owner, subscriptionId, id, cancel)
            : Fault.Conflict("Only a replay that is WAITING or RUNNING can be canceled.");
    }
}
