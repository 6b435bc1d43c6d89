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
    private const string ToActive = "ACTIVE";

    /// <summary>Looks at a queue before a subscription to it is made; null: nobody does.</summary>
    public Doctor? Doctor { get; init; }

    private readonly Activation activation = new(store, ledger, events.Activated);

    /// <summary>What topics are called.</summary>
    public TopicNames Topics { get; init; } = new();

    /// <summary>How long a confirmation is good for.</summary>
    public static TimeSpan ConfirmWithin { get; } = TimeSpan.FromDays(2);

    /// <summary>The least time between two requests to send a confirmation again.</summary>
    public static TimeSpan ResendApart { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Stores the subscription and the intent to send its confirmation; a repeat of a request answers the first one's.</summary>
    public async ValueTask<Answer<Subscription>> CreateAsync(
        SubscriptionOwner owner,
        CreateSubscription request,
        CancellationToken cancel
    )
    {
        var checkedRequest = SubscriptionRules.Check(owner, request, Topics);
        if (!checkedRequest.IsDone)
        {
            return checkedRequest.Fault;
        }

        var now = Now();
        var order = checkedRequest.Value;
        var stream = new StreamId(owner.Account.Key, order.DataSetId);
        if (order.Backfill?.WhyNotKept(await ledger.ReadDroppedAsync(stream, cancel), "backfill.") is { } lost)
        {
            return lost;
        }

        var id = $"amzn1.fead.cs1.{chance.Base64Url(16)}";
        var made = new Subscription(
            0,
            id,
            owner.ClientId,
            owner.UserId,
            stream,
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
            Backfill = order.Backfill?.Of(chance.Uuid().ToString(), id, now),
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

        return Full(verdict);
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

        // The token is the last id of the page before: it tells its owner nothing new, and is nobody else's.
        var last = startingToken is null ? null : await store.FindAsync(owner, startingToken, cancel);
        if (startingToken is not null && last is null)
        {
            return Fault.Invalid("startingToken is not a nextToken of this list: give the value of the page before.");
        }

        var found = await store.ListAsync(owner, last?.Sequence ?? 0, max + 1, cancel);
        return found.Count <= max
            ? new SubscriptionPage(found, null)
            : new SubscriptionPage([.. found.Take(max)], found[max - 1].Id);
    }

    /// <summary>Has the confirmation sent again, with a token of its own, at most once in <see cref="ResendApart"/>.</summary>
    public async ValueTask<Answer<ResendTaken>> ResendAsync(SubscriptionOwner owner, string id, CancellationToken cancel)
    {
        if (await store.FindAsync(owner, id, cancel) is not { } found)
        {
            return NoSuch(owner, id);
        }

        if (found.Roles is not null)
        {
            return Fault.Conflict("A subscription to a stream has no confirmation: it becomes ACTIVE by its roles.");
        }

        if (found.Status is not (SubscriptionStatus.Provisioning or SubscriptionStatus.PendingConfirmation))
        {
            return Fault.Conflict(
                "A confirmation is sent again only while the subscription is PROVISIONING or PENDING_CONFIRMATION: make a new one if it has ended."
            );
        }

        var isTaken = await store.ResendAsync(id, Now(), ResendApart, cancel);
        if (isTaken)
        {
            events.Provisioned();
        }

        return new ResendTaken(isTaken);
    }

    /// <summary>Resumes; archives, changes the notes, or both in one write; then whether it is told of freshness, and who changed what.</summary>
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

        if (request.Status == ToActive && await ResumeAsync(found, cancel) is { } refused)
        {
            return refused;
        }

        var isArchiving = request.Status is not (null or ToActive);
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
        var isTopic = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(topicArn)),
            SHA256.HashData(Encoding.UTF8.GetBytes(found?.TopicArn ?? ""))
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

    /// <summary>It goes on from its cursor; one that is ACTIVE is left as it is.</summary>
    private async ValueTask<Fault?> ResumeAsync(Subscription found, CancellationToken cancel)
    {
        if (found.Status == SubscriptionStatus.Active)
        {
            return null;
        }

        var (verdict, order) =
            found.Status == SubscriptionStatus.Suspended
                ? await store.ResumeAsync(found, limits, Now(), cancel)
                : (CreationVerdict.Created, null);
        if (verdict != CreationVerdict.Created)
        {
            return Full(verdict);
        }

        if (order is null)
        {
            return Fault.Conflict("Only a SUSPENDED subscription can be resumed: make a new one.");
        }

        events.Activated(order);
        return null;
    }

    private Fault Full(CreationVerdict verdict) =>
        Fault.Conflict(
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
        var backfill = order.Backfill is { } range
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"backfill\n{range.From.ToUnixTimeSeconds()}\n{range.To?.ToUnixTimeSeconds()}\n"
            )
            : "";
        var text = $"{asked}{backfill}{order.DataSetId}\n{order.QueueArn}\n{order.Notes}{roles}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
