using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>
/// Pumps in virtual time, whose ledger has any number of equal blocks of every stream, and whose destinations answer by their names: the
/// same room is played with and without a bad neighbour.
/// </summary>
internal sealed class BulkheadRig : IDeliveryStore, IDestinationFactory, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private readonly List<StandingOrder> orders = [];
    private readonly Dictionary<string, Answer> answers = [];
    private readonly StepByStep steps = new();
    private readonly BacklogLedger ledger;
    private readonly DateTimeOffset start;
    private PumpRoom? room;

    public BulkheadRig()
    {
        ledger = new BacklogLedger(Time);
        start = Time.GetUtcNow();
    }

    /// <summary>What a destination does with a call.</summary>
    /// <param name="calls">How many it was sent before this one.</param>
    public delegate Task<DeliveryOutcome> Answer(int calls, TimeProvider time, CancellationToken cancel);

    public FakeTimeProvider Time { get; } = new();

    public PumpOptions Options { get; init; } = new();

    /// <summary>How long the ledger takes to read blocks.</summary>
    public TimeSpan ReadingTakes
    {
        init => ledger.Takes = value;
    }

    /// <summary>Records that were taken, by destination: when, since the start, and which of its block.</summary>
    public Dictionary<string, List<(TimeSpan At, string Record)>> Taken { get; } = [];

    /// <summary>When each call began, by destination.</summary>
    public Dictionary<string, List<TimeSpan>> Calls { get; } = [];

    /// <summary>Reasons told, by subscription.</summary>
    public Dictionary<string, List<string>> Told { get; } = [];

    public IReadOnlyList<PumpStatus> Statuses => room!.Statuses;

    public TimeSpan Now => Time.GetUtcNow() - start;

    /// <param name="queue">Its name; several subscriptions may have the same.</param>
    /// <param name="blocks">How many there are to deliver.</param>
    public void Subscribe(int account, string queue, int blocks, Answer answer)
    {
        var stream = new StreamId(account, "sp-traffic");
        ledger.Publish(stream, blocks);
        answers[queue] = answer;
        Taken.TryAdd(queue, []);
        Calls.TryAdd(queue, []);
        orders.Add(new($"s{account}", stream, queue, default));
    }

    public void Start() =>
        room = steps
            .Do(() =>
                PumpRoom.StartAsync(
                    new PumpServices(
                        Options,
                        ledger,
                        this,
                        this,
                        Time,
                        () => 0.5,
                        (subscription, why) =>
                        {
                            Told.TryAdd(subscription, []);
                            Told[subscription].Add(why);
                        }
                    ),
                    CancellationToken.None
                )
            )
            .Result;

    public void Run(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            steps.Do(() => Time.Advance(Step));
        }
    }

    /// <summary>Whether all pumps have come to an end without any time passing.</summary>
    public bool Stops() => steps.Do(() => room!.DisposeAsync().AsTask()).IsCompletedSuccessfully;

    /// <summary>One more block of a stream.</summary>
    public void Publish(int account) =>
        steps.Do(() =>
        {
            var stream = new StreamId(account, "sp-traffic");
            ledger.Publish(stream, 1);
            room!.Wake(stream);
        });

    /// <summary>Takes everything, after so many milliseconds.</summary>
    public static Answer Takes(int milliseconds) =>
        async (_, time, cancel) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancel);
            return DeliveryOutcome.Delivered.Instance;
        };

    public static Answer Throttles { get; } =
        (_, _, _) => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.RetryAfter(null, "too many"));

    public static Answer Denies { get; } = (_, _, _) => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Refused("denied"));

    /// <summary>Each call is given up after 30 seconds, as the real ones are.</summary>
    public static Answer NeverAnswers { get; } =
        async (_, time, cancel) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), time, cancel);
            return new DeliveryOutcome.RetryAfter(null, "no answer");
        };

    public IDestination Open(DestinationAddress address) => new Queue(this, address.Arn);

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) => new(orders);

    public ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel) => default;

    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) => new(now - since >= borne);

    public void Dispose()
    {
        if (room is not null)
        {
            Stops();
        }
    }

    private sealed class Queue(BulkheadRig rig, string name) : IDestination
    {
        public int MessagesMax => 10;

        public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
            IReadOnlyList<OutgoingMessage> messages,
            CancellationToken cancel
        )
        {
            var calls = rig.Calls[name];
            calls.Add(rig.Now);
            var records = messages.Select(message => BacklogLedger.RecordOf(message.Body)).ToList();
            var outcome = await rig.answers[name](calls.Count - 1, rig.Time, cancel);
            if (outcome is DeliveryOutcome.Delivered)
            {
                rig.Taken[name].AddRange(records.Select(record => (rig.Now, record)));
            }

            return [.. messages.Select(_ => outcome)];
        }

        public ValueTask DisposeAsync() => default;
    }
}
