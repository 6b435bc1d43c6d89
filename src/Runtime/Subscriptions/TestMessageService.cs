using Millrace.Contracts.Datasets;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>
/// Sends a subscription's destination one message that says of itself that it is a test, past the pump and whether it is confirmed or not.
/// </summary>
public sealed class TestMessageService(
    ISubscriptionStore store,
    IDestinationFactory destinations,
    IChance chance,
    TimeProvider wall
)
{
    /// <summary>How soon after one test message a subscription may ask for the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>How long the sending may take.</summary>
    private static readonly TimeSpan DeliveryMax = TimeSpan.FromSeconds(30);

    private readonly Pauses pauses = new(Pause, wall);

    public async ValueTask<Answer<TestMessageSent>> SendAsync(SubscriptionOwner owner, string id, CancellationToken cancel)
    {
        if (await store.FindAsync(owner, id, cancel) is not { } found)
        {
            return SubscriptionService.NoSuch(owner, id);
        }

        if (
            found.Status
            is not (SubscriptionStatus.Provisioning or SubscriptionStatus.PendingConfirmation or SubscriptionStatus.Active)
        )
        {
            return Fault.Conflict("The subscription has ended, and nothing is sent for it any more: make a new one.");
        }

        if (!pauses.MayAsk(id, out _))
        {
            return Fault.Conflict(
                $"A test message of this subscription was asked for within the last {Pause.TotalSeconds:0} seconds: wait."
            );
        }

        var message = chance.Uuid().ToString();
        var body = TestMessage.Write(found.Stream.Dataset, found.Id, message, wall.GetUtcNow());
        return new TestMessageSent(message, (await DeliverAsync(found.Destination, body, cancel)).Reason);
    }

    private async Task<DeliveryOutcome> DeliverAsync(DestinationAddress address, byte[] body, CancellationToken cancel)
    {
        using var limited = new CancellationTokenSource(DeliveryMax, wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limited.Token);
        try
        {
            await using var destination = destinations.Open(address);
            return (await destination.DeliverAsync([new OutgoingMessage(body)], either.Token))[0];
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            return new DeliveryOutcome.RetryAfter(null, $"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
