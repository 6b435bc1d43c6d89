using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>The subscription API without its wire: create, get, list, update, confirm (contract, 1.3 to 1.8 and 2.3).</summary>
public sealed class SubscriptionService(
    ISubscriptionStore store,
    ILedger ledger,
    IChance chance,
    TimeProvider wall,
    SubscriptionEvents events,
    SubscriptionLimits limits
)
{
    public const int PageMax = 5000;

    /// <summary>Looks at a queue before a subscription to it is made; null: nobody does.</summary>
    public Doctor? Doctor { get; init; }

    private readonly Activation activation = new(store, ledger, events.Activated);

    /// <summary>How long a confirmation is good for.</summary>
    public static TimeSpan ConfirmWithin { get; } = TimeSpan.FromDays(2);

    /// <summary>Stores the subscription and the intent to send its confirmation; a repeat of a request answers the first one's.</summary>
    public async ValueTask<Answer<Subscription>> CreateAsync(
        SubscriptionOwner owner,
        CreateSubscription request,
        CancellationToken cancel
    )
    {
        var checkedRequest = SubscriptionRules.Check(owner, request);
        if (!checkedRequest.IsDone)
        {
            return checkedRequest.Fault;
        }

        var now = Now();
        var order = checkedRequest.Value;
        var made = new Subscription(
            0,
            $"amzn1.fead.cs1.{chance.Base64Url(16)}",
            owner.ClientId,
            owner.UserId,
            new StreamId(owner.Account.Key, order.DataSetId),
            order.QueueArn,
            order.Notes,
            SubscriptionStatus.Provisioning,
            order.RequestToken,
            Digest(order),
            order.TopicArn,
            chance.Uuid().ToString(),
            now,
            now,
            now
        )
        {
            Roles = order.Roles,
            Freshness = order.Freshness,
            Changes = order.Changes,
        };
        if (await UnfitAsync(made, owner, cancel) is { } unfit)
        {
            return unfit;
        }

        var (verdict, existing) = await store.CreateAsync(made, limits, cancel);
        if (verdict == CreationVerdict.Created)
        {
            events.Provisioned();
            return made;
        }

        if (verdict == CreationVerdict.TokenKnown)
        {
            return existing!.RequestHash == made.RequestHash
                ? existing
                : Fault.Conflict("clientRequestToken was used for another request: give each request a token of its own.");
        }

        return Fault.Conflict(
            verdict switch
            {
                CreationVerdict.DestinationTaken =>
                    "Cannot have more than one subscription per advertiser, dataSetId, & destination combination",
                CreationVerdict.StreamFull =>
                    "Cannot have more than two subscriptions per application, advertiser, & dataSetId combination",
                CreationVerdict.DatasetFull => "Dataset subscription limits exceeded",
                _ => $"Application's pending confirmation limit of {limits.PendingMax} exceeded",
            }
        );
    }

    /// <summary>
    /// Why nothing would arrive in a queue, where that is certain. A role that was just made is not known everywhere: the handshake judges
    /// streams. A repeat is answered as before, whatever has become of the queue.
    /// </summary>
    private async ValueTask<Fault?> UnfitAsync(Subscription made, SubscriptionOwner owner, CancellationToken cancel)
    {
        if (Doctor is null || made.Roles is not null || await store.KnowsRequestAsync(made, cancel))
        {
            return null;
        }

        var realm = Realm.Of(owner.Account.Realm);
        var diagnosis = await Doctor.ExamineAsync(made.Destination, made.Stream.Dataset, realm, cancel);
        return diagnosis.FirstError is { } error
            ? Fault.Invalid(
                $"Destination {made.QueueArn} is invalid: {error.What} {error.Remedy}"
                    + (error.Policy is null ? "" : $"\n{error.Policy}")
            )
            : null;
    }

    public async ValueTask<Answer<Subscription>> GetAsync(SubscriptionOwner owner, string id, CancellationToken cancel) =>
        await store.FindAsync(owner, id, cancel) is { } found ? found : NoSuch(owner, id);

    /// <param name="maxResults">1 to <see cref="PageMax"/>; null is the most.</param>
    /// <param name="startingToken">The nextToken of the page before.</param>
    public async ValueTask<Answer<SubscriptionPage>> ListAsync(
        SubscriptionOwner owner,
        int? maxResults,
        string? startingToken,
        CancellationToken cancel
    )
    {
        var max = maxResults ?? PageMax;
        if (max is < 1 or > PageMax)
        {
            return Fault.Invalid($"maxResults must be from 1 to {PageMax}.");
        }

        var after = 0L;
        if (startingToken is not null && !TryReadToken(startingToken, out after))
        {
            return Fault.Invalid("startingToken is not a nextToken of this service: give the value of the page before.");
        }

        var found = await store.ListAsync(owner, after, max + 1, cancel);
        return found.Count <= max
            ? new SubscriptionPage(found, null)
            : new SubscriptionPage([.. found.Take(max)], Token(found[max - 1].Sequence));
    }

    /// <summary>Archives, changes the notes, or both in one write; then whether it is told of freshness, and who changed what.</summary>
    public async ValueTask<Answer<Subscription>> UpdateAsync(
        SubscriptionOwner owner,
        string id,
        UpdateSubscription request,
        CancellationToken cancel
    )
    {
        if (SubscriptionRules.Check(request) is { } fault)
        {
            return fault;
        }

        if (await store.FindAsync(owner, id, cancel) is not { } found)
        {
            return NoSuch(owner, id);
        }

        if (SubscriptionRules.CheckAsked(found.Stream.Dataset, request.Freshness, request.Changes) is { } unfit)
        {
            return unfit;
        }

        if (request is { Status: null, Notes: null, Freshness: null, Changes: null })
        {
            return found;
        }

        var isArchiving = request.Status is not null;
        var isDone = await store.UpdateAsync(
            id,
            isArchiving ? SubscriptionStatus.Active : null,
            isArchiving ? SubscriptionStatus.Archived : null,
            request.Notes,
            Now(),
            cancel
        );
        if (!isDone)
        {
            return Fault.Conflict("Only an ACTIVE subscription can be archived.");
        }

        if (request.Freshness is { } isAsked)
        {
            await store.AskFreshnessAsync(id, isAsked, cancel);
            events.FreshnessAsked(id, isAsked);
        }

        if (request.Changes is { } areAsked)
        {
            await store.AskChangesAsync(id, areAsked, cancel);
            events.ChangesAsked(id, areAsked);
        }

        if (isArchiving)
        {
            events.Ended(id);
        }

        return found;
    }

    /// <summary>
    /// Makes the subscription of a token ACTIVE: it gets what is published from now on. Doing it again answers the same.
    /// </summary>
    public async ValueTask<Answer<Subscription>> ConfirmAsync(string topicArn, string token, CancellationToken cancel)
    {
        // Looked up by the hash: how long that takes tells nothing of a token.
        var found = await store.FindByTokenAsync(Secrets.Hash(token), cancel);
        var isTopic =
            found is not null
            && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(topicArn)),
                SHA256.HashData(Encoding.UTF8.GetBytes(found.TopicArn))
            );
        if (!isTopic || found is null)
        {
            return InvalidToken();
        }

        if (found.Status == SubscriptionStatus.Active)
        {
            return found;
        }

        var now = Now();
        var isWaiting = found.Status is SubscriptionStatus.Provisioning or SubscriptionStatus.PendingConfirmation;
        if (!isWaiting || found.WaitingSince + ConfirmWithin < now)
        {
            return InvalidToken();
        }

        if (await activation.ActivateAsync(found, now, cancel))
        {
            return found;
        }

        // Another call was faster, or its time has run out meanwhile.
        return (await store.FindByTokenAsync(Secrets.Hash(token), cancel))?.Status == SubscriptionStatus.Active
            ? found
            : InvalidToken();
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(wall.GetUtcNow().ToUnixTimeMilliseconds());

    private static Fault InvalidToken() => Fault.Invalid("Invalid token");

    internal static Fault NoSuch(SubscriptionOwner owner, string id) =>
        Fault.NotFound(
            $"No subscription {id} of this client and user for this account among those of {SubscriptionRules.PathOf(owner.IsDsp)}."
        );

    private static string Digest(SubscriptionOrder order)
    {
        var roles = order.Roles is { } stream
            ? $"\n{stream.SubscriberRoleArn}\n{stream.SubscriptionRoleArn}\n{stream.AppendsNewline}"
            : "";
        // What was not asked for leaves no trace: the digests of earlier requests stay the same.
        var asked = (order.Freshness ? "freshness\n" : "") + (order.Changes ? "changes\n" : "");
        var text = $"{asked}{order.DataSetId}\n{order.QueueArn}\n{order.Notes}{roles}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Token(long sequence) =>
        System.Buffers.Text.Base64Url.EncodeToString(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"after:{sequence}"))
        );

    private static bool TryReadToken(string token, out long sequence)
    {
        sequence = 0;
        Span<byte> bytes = stackalloc byte[64];
        return token.Length <= 64
            && System.Buffers.Text.Base64Url.IsValid(token)
            && System.Buffers.Text.Base64Url.TryDecodeFromChars(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes[..length]) is var text
            && text.StartsWith("after:", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }
}
