using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>Makes subscriptions ACTIVE: they get what is published from then on.</summary>
public sealed class Activation(ISubscriptionStore store, ILedger ledger, Action<StandingOrder> activated)
{
    /// <returns>False where the subscription does not wait any more.</returns>
    public async ValueTask<bool> ActivateAsync(Subscription subscription, DateTimeOffset now, CancellationToken cancel)
    {
        var cursor = StreamCursor.After(await ledger.LastPublicationAsync(subscription.Stream, cancel));
        if (!await store.ActivateAsync(subscription.Id, cursor, now, cancel))
        {
            return false;
        }

        var destination = subscription.Destination;
        activated(
            new StandingOrder(subscription.Id, subscription.Stream, destination.Arn, cursor, destination.Firehose)
            {
                ToldThrough = subscription.Freshness ? StandingOrder.NothingTold : null,
                WantsChanges = subscription.Changes,
            }
        );
        return true;
    }
}
