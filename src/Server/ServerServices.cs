using Millrace.Runtime.Accounts;
using Millrace.Runtime.DeadLetters;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Space;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Http;
using Millrace.Server.Issuers;
using Millrace.Server.Realms;

namespace Millrace.Server;

/// <summary>What the HTTP side answers from.</summary>
public sealed class ServerServices(
    SubscriptionService subscriptions,
    IRegistry registry,
    IChance chance,
    IMessageSigner signer,
    IngestService ingest,
    TimeProvider wall,
    ClientRateOptions rates
)
{
    /// <summary>Longer ones are nobody's, and are not kept in the audit log.</summary>
    private const int IdCharactersMax = 64;

    public SubscriptionService Subscriptions => subscriptions;

    /// <summary>Sends subscriptions the present state of their entities.</summary>
    public required SnapshotService Snapshots { get; init; }

    /// <summary>Has ranges of streams sent again.</summary>
    public required ReplayService Replays { get; init; }

    /// <summary>Messages that destinations did not take.</summary>
    public required DeadLetterService DeadLetters { get; init; }

    /// <summary>How delivery to each subscription stands.</summary>
    public required DeliveryWatch Deliveries { get; init; }

    /// <summary>Says what is wrong with destinations, and what subscribers set up.</summary>
    public required Doctor Doctor { get; init; }

    /// <summary>What was found about the destinations of subscriptions.</summary>
    public required DiagnosisRoom Diagnoses { get; init; }

    /// <summary>Sends subscriptions a message to see it arrive.</summary>
    public required TestMessageService TestMessages { get; init; }

    public IRegistry Registry => registry;

    /// <summary>Which realm a host serves.</summary>
    public RealmHosts Realms { get; init; } = RealmHosts.All;

    /// <summary>External issuers whose tokens are taken beside our own.</summary>
    public IssuerRoom Issuers { get; init; } = IssuerRoom.None;

    /// <summary>Takes what was asked and changed nothing in the registry: what was refused, and what the ledger did.</summary>
    public required IAuditLog Audit { get; init; }

    internal ValueTask NoteAsync(string actor, string act, string subject, bool isDone, CancellationToken cancel) =>
        Audit.AddAuditAsync(
            new AuditEntry(wall.GetUtcNow(), actor, act, subject, isDone ? AuditEntry.Done : AuditEntry.Refused),
            cancel
        );

    /// <param name="id">Of the subscription, as the caller gave it.</param>
    internal ValueTask NoteAsync(SubscriptionOwner owner, string act, string? id, bool isDone, CancellationToken cancel) =>
        NoteAsync(
            $"{owner.ClientId} for {owner.UserId}",
            act,
            id is { Length: <= IdCharactersMax } ? id : $"account {owner.Account.Key}",
            isDone,
            cancel
        );

    public IMessageSigner Signer => signer;

    public IngestService Ingest => ingest;

    public TokenService Tokens { get; } = new(registry, chance, wall);

    internal ClientRates Rates { get; } = new(rates, wall);

    public IngestKeys IngestKeys { get; } = new(registry, wall);

    /// <summary>A name for one request, as SNS answers carry.</summary>
    public Guid NextRequestId() => chance.Uuid();

    /// <summary>What the partitions say of themselves now.</summary>
    public required Func<PartitionFigures> Figures { get; init; }

    /// <summary>The room on the disk; null: nobody watches it.</summary>
    public SpaceWatch? Space { get; init; }

    /// <summary>Sets virtual platform time and completes when all that it made due is committed; null: the wall's time.</summary>
    public Func<DateTimeOffset, CancellationToken, Task>? SetClock { get; init; }

    /// <summary>Takes one line for each error that nobody foresaw; never a body.</summary>
    public Action<string> Tell { get; init; } = _ => { };
}
