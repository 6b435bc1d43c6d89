using System.Globalization;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Retention;

/// <summary>Says how delivery to a subscription stands, and what will be lost if nobody acts.</summary>
/// <param name="troubleOf">Why the last call of a subscription failed, null when it did not.</param>
public sealed class DeliveryWatch(
    RetentionOptions options,
    PumpOptions pumps,
    IRetentionStore store,
    IRetainedBlocks blocks,
    Func<string, string?> troubleOf,
    TimeProvider wall,
    TimeProvider platform
)
{
    public async ValueTask<DeliveryState> ReadAsync(Subscription subscription, CancellationToken cancel)
    {
        if (await store.ReadDeliveryAsync(subscription.Id, cancel) is not { } stored)
        {
            return new DeliveryState(null);
        }

        var isLive = subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.Suspended;
        var first = isLive
            ? await blocks.FirstBlockAsync(subscription.Stream, Math.Max(1, stored.Cursor.Publication), cancel)
            : null;

        // A cursor behind the last row of a block is past it.
        if (first is not null && first.Publication == stored.Cursor.Publication && stored.Cursor.Row >= first.Rows)
        {
            first = await blocks.FirstBlockAsync(subscription.Stream, first.Publication + 1, cancel);
        }

        var failing = subscription.Status == SubscriptionStatus.Active ? stored.FailingSince : null;
        var state = new DeliveryState(troubleOf(subscription.Id))
        {
            UndeliveredSince = first?.Published,
            Drops = first?.Published + options.Kept,
            FailingSince = failing,
            Suspends = failing + pumps.FailingBorne,
            DeadLetters = stored.DeadLetters,
            Dropped = stored.Dropped,
            DroppedThrough = stored.DroppedThrough,
        };
        return state with { Warnings = [.. WarningsOf(state)] };
    }

    private IEnumerable<DeliveryWarning> WarningsOf(DeliveryState state)
    {
        if (Passed(state.FailingSince, state.Suspends, wall.GetUtcNow()) is { } failed)
        {
            yield return new(
                WarningKind.Suspension,
                failed,
                state.Suspends!.Value,
                $"The destination has taken nothing since {Text(state.FailingSince)}: the subscription becomes SUSPENDED at {Text(state.Suspends)} unless it takes messages before. A diagnosis says what is wrong."
            );
        }

        if (Passed(state.UndeliveredSince, state.Drops, platform.GetUtcNow()) is { } old)
        {
            yield return new(
                WarningKind.Drop,
                old,
                state.Drops!.Value,
                $"What was published at {Text(state.UndeliveredSince)} is not delivered, and will be dropped at {Text(state.Drops)}."
            );
        }
    }

    /// <summary>The newest share that is over; null: none is.</summary>
    private double? Passed(DateTimeOffset? since, DateTimeOffset? end, DateTimeOffset now)
    {
        if (since is not { } from || end is not { } to || to <= from)
        {
            return null;
        }

        var over = (now - from) / (to - from);
        var passed = options.WarnAfter.Where(share => share <= over).ToList();
        return passed.Count > 0 ? passed.Max() : null;
    }

    internal static string Text(DateTimeOffset? time) =>
        time!.Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
