using Microsoft.Extensions.Time.Testing;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Publication;
using Millrace.Engine.Time;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Unit.Engine.Projections;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>A pump over one block, and a destination whose every call a test answers.</summary>
internal sealed class PumpRig : IDeliveryStore, IDestinationFactory, IDestination
{
    private static readonly StreamId Stream = new(1, "sp-traffic");
    private readonly PublishedBlock block;

    public PumpRig(int rows, int messagesMax)
    {
        MessagesMax = messagesMax;
        block = new BlockCase([
            .. Enumerable.Range(0, rows).Select(row => new BlockCase.Row([$"{row}", "", "", "", ""], 0, [1, 0, 0])),
        ]).Build();
        Bodies = Engine.Rendered.Messages(block.Data);
    }

    public int MessagesMax { get; }

    /// <summary>What the block renders to.</summary>
    public IReadOnlyList<byte[]> Bodies { get; }

    public FakeTimeProvider Time { get; } = new();

    public List<Call> Calls { get; } = [];

    /// <summary>Of the subscription, as it is read at the start.</summary>
    public long? ToldThrough { get; set; }

    /// <summary>The last saved of the subscription.</summary>
    public SavedCursor Saved { get; private set; }

    public EventAccount Account { get; } = new(1, "ADV1", "MKT", "USD", Zone());

    /// <summary>Reasons for which something was put off.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Calls of which all was taken.</summary>
    public int Taken { get; private set; }

    /// <summary>The subscription is not ACTIVE any more.</summary>
    public bool IsEnded { get; set; }

    /// <summary>What was set aside, and how many may be.</summary>
    public List<DeadLetter> Letters { get; } = [];

    public int LettersMax { get; set; } = 10;

    /// <summary>What was written down of a destination that fails: since when, and at what time.</summary>
    public List<(DateTimeOffset Since, DateTimeOffset Now)> Notes { get; } = [];

    public Task<PumpRoom> StartAsync(int callsAtOnce) =>
        PumpRoom.StartAsync(
            new PumpServices(
                new PumpOptions { CallsAtOnce = callsAtOnce },
                new OneBlockLedger(new(Stream, block.Publication, block.Rows, block.Data)),
                this,
                this,
                Time,
                () => 0.5,
                (_, why) => Failures.Add(why)
            )
            {
                Taken = _ => Taken++,
                Freshness = new(
                    1,
                    Guid.Empty,
                    PublicationPolicies.Default,
                    (_, _) => ValueTask.FromResult<EventAccount?>(Account)
                ),
            },
            TestContext.Current.CancellationToken
        );

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<StandingOrder>>(
            IsEnded ? [] : [new("s1", Stream, "arn", default) { ToldThrough = ToldThrough }]
        );

    /// <summary>The store has no room to save anything.</summary>
    public bool IsFull { get; set; }

    /// <summary>Saves for which it had none.</summary>
    public int SavesRefused { get; private set; }

    public ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel)
    {
        if (IsFull)
        {
            SavesRefused++;
            throw new StorageFullException("registry", new IOException("no space left on device"));
        }

        Saved = cursors.Single();
        return default;
    }

    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    )
    {
        Notes.Add((since, now));
        return new(now - since >= borne);
    }

    public ValueTask<bool> AddDeadLettersAsync(string id, IReadOnlyList<DeadLetter> letters, int max, CancellationToken cancel)
    {
        var isRoom = Letters.Count + letters.Count <= LettersMax;
        Letters.AddRange(isRoom ? letters : []);
        return new(isRoom);
    }

    public ValueTask<long> CountDeadLettersAsync(string id, CancellationToken cancel) => new(Letters.Count);

    public IDestination Open(DestinationAddress address) => this;

    public ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        var call = new Call(messages, new TaskCompletionSource<IReadOnlyList<DeliveryOutcome>>());
        Calls.Add(call);
        cancel.Register(() => call.Answer.TrySetCanceled(cancel));
        return new(call.Answer.Task);
    }

    public ValueTask DisposeAsync() => default;

    private static AccountZone Zone() =>
        AccountZone.TryFind("Asia/Kolkata", out var zone) ? zone : throw new InvalidOperationException();

    /// <param name="Messages">As the pump gave them, not copied.</param>
    internal sealed record Call(
        IReadOnlyList<OutgoingMessage> Messages,
        TaskCompletionSource<IReadOnlyList<DeliveryOutcome>> Answer
    )
    {
        public IEnumerable<byte[]> Bodies => Messages.Select(message => message.Body.ToArray());

        public void Take() => Answer.SetResult([.. Messages.Select(_ => DeliveryOutcome.Delivered.Instance)]);
    }
}
