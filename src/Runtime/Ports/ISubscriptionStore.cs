using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Ports;

/// <summary>Subscriptions and their handshakes. Every change is durable when its call returns.</summary>
public interface ISubscriptionStore
{
    /// <summary>
    /// Checks the limits and stores the subscription in one write. The row in its first status is itself the intent to send
    /// the confirmation.
    /// </summary>
    ValueTask<(CreationVerdict Verdict, Subscription? Existing)> CreateAsync(
        Subscription subscription,
        SubscriptionLimits limits,
        CancellationToken cancel
    );

    /// <summary>Null where there is none that belongs to this owner.</summary>
    ValueTask<Subscription?> FindAsync(SubscriptionOwner owner, string id, CancellationToken cancel);

    /// <summary>Whosever it is; null where there is none.</summary>
    ValueTask<Subscription?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Whether its owner sent the request that makes it before.</summary>
    ValueTask<bool> KnowsRequestAsync(Subscription subscription, CancellationToken cancel);

    /// <summary>The owner's subscriptions after a sequence number, in order.</summary>
    ValueTask<IReadOnlyList<Subscription>> ListAsync(
        SubscriptionOwner owner,
        long afterSequence,
        int max,
        CancellationToken cancel
    );

    /// <summary>
    /// Changes notes, status or both where the status is the expected one (null: whatever it is); false where it is
    /// not. Becoming PENDING_CONFIRMATION begins the time to confirm.
    /// </summary>
    ValueTask<bool> UpdateAsync(
        string id,
        SubscriptionStatus? expected,
        SubscriptionStatus? status,
        string? notes,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>Whether it is told through when its stream is complete; what it was told is forgotten when it asks no more.</summary>
    ValueTask AskFreshnessAsync(string id, bool isAsked, CancellationToken cancel);

    /// <summary>Whether its messages say who changed what.</summary>
    ValueTask AskChangesAsync(string id, bool areAsked, CancellationToken cancel);

    /// <summary>Makes it ACTIVE with its first cursor where it waits for its confirmation; false where it does not.</summary>
    ValueTask<bool> ActivateAsync(string id, StreamCursor cursor, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Makes a SUSPENDED one ACTIVE again, where the limits allow for it: it goes on from its cursor, and its destination has failed for no
    /// time. The order is null where a limit is reached, or it is not SUSPENDED any more.
    /// </summary>
    ValueTask<(CreationVerdict Verdict, StandingOrder? Order)> ResumeAsync(
        Subscription subscription,
        SubscriptionLimits limits,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>Subscriptions whose confirmation is to be sent now, the longest due first.</summary>
    ValueTask<IReadOnlyList<DueConfirmation>> ReadDueAsync(DateTimeOffset now, int max, CancellationToken cancel);

    /// <summary>The earliest time at which a confirmation is to be sent, or null.</summary>
    ValueTask<DateTimeOffset?> ReadNextDueAsync(CancellationToken cancel);

    /// <summary>Remembers a token before it is sent, and when to try again should nothing more be written; the newest ones stay valid.</summary>
    ValueTask AddConfirmationAsync(string id, byte[] tokenHash, DateTimeOffset tryAgain, int tokensMax, CancellationToken cancel);

    /// <summary>
    /// Has a confirmation sent again now, where one waits to be sent or to be answered and none was asked for within
    /// <paramref name="apart"/>; the tokens that are in the queue end. False where it is not so.
    /// </summary>
    ValueTask<bool> ResendAsync(string id, DateTimeOffset now, TimeSpan apart, CancellationToken cancel);

    /// <summary>Remembers when to try again, should nothing more be written.</summary>
    ValueTask PutOffAsync(string id, DateTimeOffset tryAgain, CancellationToken cancel);

    /// <summary>The subscription for which a token was sent.</summary>
    ValueTask<Subscription?> FindByTokenAsync(byte[] tokenHash, CancellationToken cancel);

    /// <summary>Ends the waiting of those that began to wait before a time, for their confirmation or for being provisioned; answers how many.</summary>
    ValueTask<int> ExpireAsync(DateTimeOffset waitingSinceBefore, DateTimeOffset now, CancellationToken cancel);
}
