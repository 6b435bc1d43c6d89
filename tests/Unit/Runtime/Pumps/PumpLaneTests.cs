using Microsoft.Extensions.Time.Testing;
using Millrace.Contracts.Documents;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Unit.Engine.Projections;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>Pumps of hourly streams share a few places, those of urgent ones need none; and a round goes on over many blocks.</summary>
public sealed class PumpLaneTests : IDeliveryStore, IDestinationFactory, IDestination
{
    private readonly HeldLedger ledger = new();
    private readonly StepByStep steps = new();
    private readonly List<PumpRig.Call> calls = [];
    private readonly List<StandingOrder> orders = [];
    private SavedCursor saved;
    private PumpRoom room = null!;

    public int MessagesMax => 2;

    [Fact]
    public async Task An_urgent_stream_is_read_while_hourly_ones_wait_for_a_place()
    {
        Subscribe(1, "sp-traffic");
        Subscribe(2, "sp-traffic");
        Subscribe(3, Documents.BudgetUsageId);
        await StartAsync();
        ledger.Reads.Select(read => read.Stream.Account).ShouldBe([1, 3]);

        Answer(0, Block(1, 5, rows: 3));
        ledger.Reads.Select(read => read.Stream.Account).ShouldBe([1, 3, 2]);
        calls.Count.ShouldBe(2, "what was read is rendered and sent in the same place");
        Answer(2);

        // Who waits for a destination has no place: the second stream is read while nobody answers for the first.
        steps.Do(() => room.Wake(orders[1].Stream));
        ledger.Reads.Select(read => read.Stream.Account).ShouldBe([1, 3, 2, 2]);
        await StopAsync();
    }

    [Fact]
    public async Task A_place_is_free_again_when_the_stream_could_not_be_read()
    {
        Subscribe(1, "sp-traffic");
        Subscribe(2, "sp-traffic");
        await StartAsync();
        steps.Do(() => ledger.Reads[0].Answer.SetException(new IOException("broken")));
        ledger.Reads.Select(read => read.Stream.Account).ShouldBe([1, 2]);
        await StopAsync();
    }

    [Fact]
    public async Task A_round_goes_on_from_one_small_block_to_the_next()
    {
        Subscribe(1, "sp-traffic");
        await StartAsync();
        var blocks = new[] { Block(1, 5, rows: 1), Block(1, 6, rows: 2), Block(1, 8, rows: 2) };
        Answer(0, blocks);
        var bodies = blocks.SelectMany(block => Engine.Rendered.Messages(block.Data)).ToList();

        // Two calls of two: the fifth message goes with the second round, and the cursor stands within the block that it is of.
        calls.SelectMany(call => call.Bodies).ShouldBe(bodies.Take(4));
        calls.ToList().ForEach(call => steps.Do(call.Take));
        room.Statuses.Single().Cursor.ShouldBe(new StreamCursor(8, 1));
        calls.SelectMany(call => call.Bodies).ShouldBe(bodies);
        steps.Do(calls[^1].Take);
        room.Statuses.Single().Cursor.ShouldBe(StreamCursor.After(8));
        await StopAsync();
        saved.Cursor.ShouldBe(StreamCursor.After(8));
    }

    ValueTask<IReadOnlyList<StandingOrder>> IDeliveryStore.ReadActiveAsync(CancellationToken cancel) => new(orders);

    ValueTask IDeliveryStore.SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel)
    {
        saved = cursors[^1];
        return default;
    }

    ValueTask<bool> IDeliveryStore.NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) => new(false);

    IDestination IDestinationFactory.Open(DestinationAddress address) => this;

    ValueTask<IReadOnlyList<DeliveryOutcome>> IDestination.DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        // Copied: their memory is used again.
        var copies = messages.Select(message => new OutgoingMessage(message.Body.ToArray())).ToList();
        var call = new PumpRig.Call(copies, new TaskCompletionSource<IReadOnlyList<DeliveryOutcome>>());
        calls.Add(call);
        cancel.Register(() => call.Answer.TrySetCanceled(cancel));
        return new(call.Answer.Task);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => default;

    private void Subscribe(int account, string dataset) =>
        orders.Add(new($"s{account}", new StreamId(account, dataset), "arn", default));

    private static DeltaBlock Block(int account, long publication, int rows)
    {
        var made = new BlockCase([
            .. Enumerable.Range(0, rows).Select(row => new BlockCase.Row([$"{publication}-{row}", "", "", "", ""], 0, [1, 0, 0])),
        ]).Build(publication: publication);
        return new(new StreamId(account, "sp-traffic"), publication, made.Rows, made.Data);
    }

    private void Answer(int read, params DeltaBlock[] blocks) => steps.Do(() => ledger.Reads[read].Answer.SetResult(blocks));

    private async Task StartAsync() =>
        room = await steps.Do(() =>
            PumpRoom.StartAsync(
                new PumpServices(
                    new PumpOptions { CallsAtOnce = 2, BulkPlacesMax = 1 },
                    ledger,
                    this,
                    this,
                    new FakeTimeProvider(),
                    () => 0.5,
                    (_, _) => { }
                ),
                TestContext.Current.CancellationToken
            )
        );

    private async Task StopAsync() => await steps.Do(() => room.DisposeAsync());
}
