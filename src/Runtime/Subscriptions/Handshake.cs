using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>
/// Sends the confirmations of subscriptions to queues that are PROVISIONING, tries the streams of the others, which need none, and ends
/// the waiting of those that nobody confirmed. What is to be done stands in the store, so that a restart goes on where the last process ended; a confirmation may then be
/// sent twice, and the tokens of both are good.
/// </summary>
public sealed class Handshake(
    ISubscriptionStore store,
    Activation activation,
    IDestinationFactory destinations,
    IMessageSigner signer,
    IChance chance,
    TimeProvider wall,
    HandshakeOptions options,
    Action<string, string> troubled
)
{
    private const int TokenBytes = 176;
    private readonly WakeSignal wakes = new();

    /// <summary>Called with a subscription's id when its destination has taken the confirmation, or was found to be well.</summary>
    public Action<string> Taken { get; init; } = _ => { };

    /// <summary>Says that there is something to send.</summary>
    public void Wake() => wakes.Set();

    /// <summary>Sweeps when woken, when something is due, and from time to time, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                var pause = options.SweepEvery;
                try
                {
                    await SweepAsync(cancel);
                    pause = await PauseAsync(cancel);
                }
                catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    troubled("", $"The sweep of confirmations failed and is tried again: {fault.Message}");
                }

                await WaitAsync(pause, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The way in which it ends.
        }
    }

    /// <summary>Sends what is due and ends what ran out of time; completes when all of it is written.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        var now = wall.GetUtcNow();
        await store.ExpireAsync(now - SubscriptionService.ConfirmWithin, now, cancel);

        // Each one that was read is due later afterwards, so that this ends.
        while (await store.ReadDueAsync(now, options.BatchMax, cancel) is { Count: > 0 } due)
        {
            // Side by side: a queue that does not answer holds up no other's.
            var sends = due.Select(one =>
                    one.Subscription.Roles is null ? SendAsync(one, now, cancel) : ProvisionAsync(one, now, cancel)
                )
                .ToList();
            foreach (var send in sends)
            {
                await send;
            }
        }
    }

    private async Task SendAsync(DueConfirmation due, DateTimeOffset now, CancellationToken cancel)
    {
        var subscription = due.Subscription;
        var token = chance.Hex(TokenBytes);

        // Before the sending: whoever is quick enough to confirm before the next write finds the token.
        await store.AddConfirmationAsync(
            subscription.Id,
            Secrets.Hash(token),
            now + Retry(due.Attempts),
            options.TokensMax,
            cancel
        );
        var body = ConfirmationMessage.Write(
            subscription,
            token,
            chance.Uuid(),
            now,
            options.UrlOf(subscription.TopicArn),
            signer
        );
        var outcome = await AskAsync(
            subscription,
            async (destination, ending) => (await destination.DeliverAsync([new OutgoingMessage(body)], ending))[0],
            cancel
        );
        switch (outcome)
        {
            case DeliveryOutcome.Delivered:
                Taken(subscription.Id);
                await store.UpdateAsync(
                    subscription.Id,
                    SubscriptionStatus.Provisioning,
                    SubscriptionStatus.PendingConfirmation,
                    null,
                    wall.GetUtcNow(),
                    cancel
                );
                break;
            case DeliveryOutcome.RetryAfter later:
                troubled(subscription.Id, later.Why);
                break;
            case DeliveryOutcome.Refused refused:
                // Somebody may repair the queue or its policy within the two days.
                troubled(subscription.Id, refused.Why);
                break;
        }
    }

    /// <summary>
    /// Makes the subscription to a stream ACTIVE when its roles and the stream admit the service (contract, 2.4).
    /// </summary>
    private async Task ProvisionAsync(DueConfirmation due, DateTimeOffset now, CancellationToken cancel)
    {
        var subscription = due.Subscription;
        await store.PutOffAsync(subscription.Id, now + Retry(due.Attempts), cancel);
        var outcome = await AskAsync(subscription, async (destination, ending) => await destination.CheckAsync(ending), cancel);
        if (outcome is DeliveryOutcome.Delivered)
        {
            Taken(subscription.Id);
            await activation.ActivateAsync(subscription, wall.GetUtcNow(), cancel);
            return;
        }

        troubled(
            subscription.Id,
            outcome is DeliveryOutcome.Refused refused ? refused.Why : ((DeliveryOutcome.RetryAfter)outcome).Why
        );
        if (outcome is DeliveryOutcome.Refused && now - subscription.Created >= options.RefusalBorne)
        {
            await store.UpdateAsync(
                subscription.Id,
                SubscriptionStatus.Provisioning,
                SubscriptionStatus.FailedProvisioning,
                null,
                wall.GetUtcNow(),
                cancel
            );
        }
    }

    private async Task<DeliveryOutcome> AskAsync(
        Subscription subscription,
        Func<IDestination, CancellationToken, Task<DeliveryOutcome>> ask,
        CancellationToken cancel
    )
    {
        using var limited = new CancellationTokenSource(options.DeliveryMax, wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limited.Token);
        try
        {
            await using var destination = destinations.Open(subscription.Destination);
            return await ask(destination, either.Token);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // One destination that cannot even be opened must not hold up the others.
            return new DeliveryOutcome.RetryAfter(null, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private TimeSpan Retry(int attempts)
    {
        var wait = options.RetryFirst * Math.Pow(2, Math.Min(attempts, 20));
        return wait < options.RetryMax ? wait : options.RetryMax;
    }

    private async Task<TimeSpan> PauseAsync(CancellationToken cancel)
    {
        if (await store.ReadNextDueAsync(cancel) is not { } due)
        {
            return options.SweepEvery;
        }

        var pause = due - wall.GetUtcNow();
        return pause < TimeSpan.Zero ? TimeSpan.Zero
            : pause < options.SweepEvery ? pause
            : options.SweepEvery;
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var woken = wakes.WhenSetAsync(ending.Token);
        await Task.WhenAny(woken, Task.Delay(pause, wall, ending.Token));
        ending.Cancel();
        cancel.ThrowIfCancellationRequested();
        wakes.Clear();
    }
}
