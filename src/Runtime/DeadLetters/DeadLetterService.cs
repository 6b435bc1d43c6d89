using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.DeadLetters;

/// <summary>Dead letters without their wire: read them, send them again, have done with them.</summary>
public sealed class DeadLetterService(
    ISubscriptionStore subscriptions,
    IDeadLetterStore store,
    ILedger ledger,
    Redrive redrive,
    TimeProvider wall,
    DeadLetterOptions options
)
{
    public int LettersMax => options.LettersMax;

    /// <param name="max">1 to <see cref="LettersMax"/>; null is the most.</param>
    /// <param name="after">The next of the page before.</param>
    public async ValueTask<Answer<LetterPage>> ListAsync(
        SubscriptionOwner owner,
        string id,
        int? max,
        string? after,
        CancellationToken cancel
    )
    {
        if (max is < 1 || max > options.LettersMax)
        {
            return Fault.Invalid($"maxResults must be from 1 to {options.LettersMax}.");
        }

        var from = default(StreamCursor);
        if (after is not null && !LetterId.TryRead(after, out from))
        {
            return Fault.Invalid("startingToken is not a nextToken of this service: give the value of the page before.");
        }

        if (await subscriptions.FindAsync(owner, id, cancel) is not { } found)
        {
            return SubscriptionService.NoSuch(owner, id);
        }

        var most = max ?? options.LettersMax;
        var letters = await store.ReadDeadLettersAsync(id, from, most + 1, cancel);
        var page = letters.Take(most).ToList();
        var texts = await ReadAsync(found, page, options.BytesMax, cancel);
        return new LetterPage(texts, texts.Count < letters.Count ? LetterId.Of(texts[^1].Letter.Place) : null);
    }

    /// <summary>Sends the oldest, or those that are named, as many as one call may have.</summary>
    public async ValueTask<Answer<LettersSent>> RedriveAsync(
        SubscriptionOwner owner,
        string id,
        IReadOnlyList<string>? ids,
        CancellationToken cancel
    )
    {
        var places = Places(ids);
        if (!places.IsDone)
        {
            return places.Fault;
        }

        if (await subscriptions.FindAsync(owner, id, cancel) is not { } found)
        {
            return SubscriptionService.NoSuch(owner, id);
        }

        if (found.Status != SubscriptionStatus.Active)
        {
            return Fault.Conflict(
                "Dead letters are sent again only while the subscription is ACTIVE: resume it if it is SUSPENDED."
            );
        }

        var letters = ids is null
            ? await store.ReadDeadLettersAsync(id, default, options.LettersMax, cancel)
            : await store.FindDeadLettersAsync(id, places.Value, cancel);
        using var limited = new CancellationTokenSource(options.SendingMax, wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limited.Token);
        try
        {
            var texts = await ReadAsync(found, letters, int.MaxValue, cancel);
            return await redrive.SendAsync(id, found.Destination, [.. texts.Where(text => text.Body is not null)], either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Fault.Conflict(
                $"The destination did not answer within {options.SendingMax.TotalSeconds:0} seconds: the letters that are left are kept."
            );
        }
    }

    /// <summary>Takes letters away for good, all where none is named.</summary>
    public async ValueTask<Answer<LettersPurged>> PurgeAsync(
        SubscriptionOwner owner,
        string id,
        IReadOnlyList<string>? ids,
        CancellationToken cancel
    )
    {
        var places = Places(ids);
        return !places.IsDone ? places.Fault
            : await subscriptions.FindAsync(owner, id, cancel) is null ? SubscriptionService.NoSuch(owner, id)
            : new LettersPurged(await store.RemoveDeadLettersAsync(id, ids is null ? null : places.Value, cancel));
    }

    private Answer<IReadOnlyList<StreamCursor>> Places(IReadOnlyList<string>? ids)
    {
        var places = new List<StreamCursor>();
        foreach (var id in ids ?? [])
        {
            if (!LetterId.TryRead(id, out var place))
            {
                return Fault.Invalid($"deadLetterIds: {id} is no deadLetterId, such as 1204-17.");
            }

            places.Add(place);
        }

        return places.Count > options.LettersMax
            ? Fault.Invalid($"deadLetterIds has more than {options.LettersMax} ids: give the rest in another call.")
            : Answer<IReadOnlyList<StreamCursor>>.Of(places);
    }

    private ValueTask<IReadOnlyList<LetterText>> ReadAsync(
        Subscription subscription,
        IReadOnlyList<DeadLetter> letters,
        int bytesMax,
        CancellationToken cancel
    ) =>
        LetterTexts.ReadAsync(
            ledger,
            subscription.Stream,
            new Recipient(subscription.Id, subscription.Changes),
            letters,
            bytesMax,
            cancel
        );
}
