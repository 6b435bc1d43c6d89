using Microsoft.Extensions.Time.Testing;
using Millrace.Engine.Journal;
using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Replays;
using Millrace.Unit.Engine.Projections;
using Millrace.Unit.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Replays;

/// <summary>A replay of one block of six rows, two an hour, and a destination that answers as a test says.</summary>
internal sealed class ReplayRig : IReplayStore, IDeliveryStore, IDestinationFactory, IDestination
{
    private readonly PublishedBlock block;
    private PumpServices? pumps;

    public ReplayRig()
    {
        block = new BlockCase([
            .. Enumerable.Range(0, 6).Select(row => new BlockCase.Row([$"{row}", "", "", "", ""], row / 2, [1, 0, 0])),
        ]).Build();
        Bodies = [.. Engine.Rendered.Messages(block.Data).Select(System.Text.Encoding.UTF8.GetString)];
        using var renderer = BlockRenderer.Open(block.Data, Recipient.Anyone);
        Windows =
        [
            .. Enumerable
                .Range(0, renderer.Rows)
                .Select(row => DateTimeOffset.FromUnixTimeSeconds(renderer.WindowOf(row)!.Value)),
        ];
    }

    public ReplayOptions Options { get; init; } = new() { RowsAtOnce = 2, SaveEvery = TimeSpan.Zero };

    public int MessagesMax { get; init; } = 10;

    /// <summary>When the window of each row begins.</summary>
    public IReadOnlyList<DateTimeOffset> Windows { get; }

    public IReadOnlyList<string> Bodies { get; }

    public FakeTimeProvider Time { get; } = new();

    public List<string> Sent { get; } = [];

    /// <summary>What the destination answers to everything.</summary>
    public DeliveryOutcome Outcome { get; set; } = DeliveryOutcome.Delivered.Instance;

    /// <summary>As it is stored.</summary>
    public Replay Replay { get; set; } = null!;

    public List<StreamCursor> Saved { get; } = [];

    public void Ask(DateTimeOffset from, DateTimeOffset? to, StreamCursor cursor = default) =>
        Replay = new Replay("r", "s1", from, to, ReplayStatus.Waiting, from, from)
        {
            Through = block.Publication,
            Begin = cursor == default ? null : 1,
            Cursor = cursor,
        };

    /// <summary>As the live pumps have them; there is one place in their lane.</summary>
    public PumpServices Pumps =>
        pumps ??= new PumpServices(
            new PumpOptions { BulkPlacesMax = 1 },
            new OneBlockLedger(new(new StreamId(1, "sp-traffic"), block.Publication, block.Rows, block.Data)),
            this,
            this,
            Time,
            () => 0.5,
            (_, _) => { }
        );

    /// <summary>Where given, the destination answers nothing until it is set.</summary>
    public Task? Held { get; init; }

    public ReplayRoom Start() => new(new ReplayServices(Options, this, Pumps));

    public ValueTask<IReadOnlyList<DueReplay>> ReadDueReplaysAsync(CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<DueReplay>>(
            Replay.IsOpen ? [new DueReplay(Replay, new StandingOrder("s1", new StreamId(1, "sp-traffic"), "arn", default))] : []
        );

    /// <summary>The store has no room to save anything.</summary>
    public bool IsFull { get; set; }

    public ValueTask<bool> SaveReplayAsync(Replay replay, CancellationToken cancel)
    {
        if (IsFull)
        {
            throw new StorageFullException("registry", new IOException("no space left on device"));
        }

        if (!Replay.IsOpen)
        {
            return ValueTask.FromResult(false);
        }

        Saved.Add(replay.Cursor);
        Replay = replay;
        return ValueTask.FromResult(true);
    }

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        await (Held ?? Task.CompletedTask);
        if (Outcome is DeliveryOutcome.Delivered)
        {
            Sent.AddRange(messages.Select(message => System.Text.Encoding.UTF8.GetString(message.Body.Span)));
        }

        return [.. messages.Select(_ => Outcome)];
    }

    public IDestination Open(DestinationAddress address) => this;

    public ValueTask DisposeAsync() => default;

    public ValueTask<bool> AddReplayAsync(Replay replay, int openMax, int endedMax, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Replay>> ReadReplaysAsync(string subscriptionId, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<bool> CancelReplayAsync(string subscriptionId, string id, DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) => throw new NotSupportedException();
}
