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
    private readonly Dictionary<string, Task> underWay = new(StringComparer.Ordinal);

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
                    await BeginDueAsync(cancel);
                    pause = await PauseAsync(cancel);
                }
                catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    troubled("", $"The sweep of confirmations failed and is tried again: {fault.Message}");
                }

                await wakes.WaitAsync(pause, wall, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The way in which it ends.
        }

        foreach (var ask in underWay.Values)
        {
            // Cancelled too; what it was about is due again.
            await Task.WhenAny(ask);
        }
    }

    /// <summary>Sends what is due and ends what ran out of time; completes when all of it is written.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        await BeginDueAsync(cancel);
        foreach (var (id, ask) in underWay.ToList())
        {
            underWay.Remove(id);
            await ask;
        }
    }

    /// <summary>Waits for no destination: one that does not answer holds up nobody who comes after it.</summary>
    private async Task BeginDueAsync(CancellationToken cancel)
    {
        var now = wall.GetUtcNow();
        await store.ExpireAsync(now - SubscriptionService.ConfirmWithin, now, cancel);
        await ForgetEndedAsync();

        // Each one that was read is due later afterwards, so that this ends.
        while (await store.ReadDueAsync(now, options.BatchMax, cancel) is { Count: > 0 } due)
        {
            foreach (var one in due)
            {
                await BeginAsync(one, now, cancel);
            }
        }
    }

    private async Task BeginAsync(DueConfirmation due, DateTimeOffset now, CancellationToken cancel)
    {
        while (underWay.Count >= options.UnderWayMax)
        {
            await Task.WhenAny(underWay.Values);
            await ForgetEndedAsync();
        }

        var id = due.Subscription.Id;
        if (underWay.ContainsKey(id))
        {
            await store.PutOffAsync(id, now + Retry(due.Attempts), cancel);
            return;
        }

        underWay.Add(
            id,
            due.Subscription.Roles is null ? await SendAsync(due, now, cancel) : await ProvisionAsync(due, now, cancel)
        );
    }

    private async Task ForgetEndedAsync()
    {
        foreach (var (id, ask) in underWay.Where(pair => pair.Value.IsCompleted).ToList())
        {
            underWay.Remove(id);
            await ask;
        }
    }

    /// <returns>When it is written that it is under way: the sending.</returns>
    private async Task<Task> SendAsync(DueConfirmation due, DateTimeOffset now, CancellationToken cancel)
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
        return SendAsync(subscription, body, cancel);
    }

    private async Task SendAsync(Subscription subscription, byte[] body, CancellationToken cancel)
    {
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
            default:
                // Refused or not: somebody may repair the queue or its policy within the two days.
                troubled(subscription.Id, outcome.Reason!);
                break;
        }
    }

    /// <summary>
    /// Makes the subscription to a stream ACTIVE when its roles and the stream admit the service (contract, 2.4).
    /// </summary>
    private async Task<Task> ProvisionAsync(DueConfirmation due, DateTimeOffset now, CancellationToken cancel)
    {
        await store.PutOffAsync(due.Subscription.Id, now + Retry(due.Attempts), cancel);
        return ProvisionAsync(due.Subscription, now, cancel);
    }

    private async Task ProvisionAsync(Subscription subscription, DateTimeOffset now, CancellationToken cancel)
    {
        var outcome = await AskAsync(subscription, async (destination, ending) => await destination.CheckAsync(ending), cancel);
        if (outcome is DeliveryOutcome.Delivered)
        {
            Taken(subscription.Id);
            await activation.ActivateAsync(subscription, wall.GetUtcNow(), cancel);
            return;
        }

        troubled(subscription.Id, outcome.Reason!);
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

    private TimeSpan Retry(int attempts) => DoublingWait.After(options.RetryFirst, options.RetryMax, attempts);

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
}
