using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Runtime.Replays;

/// <summary>
/// Sends one replay: reads the stream's blocks from its cursor, and hands the records of the range to the destination, with the ids and
/// bytes that they have always had. One call at a time, within the rate, in places of the bulk lane: the live pump goes on beside it.
/// </summary>
/// <param name="heldUp">Told whether its destination keeps it waiting, whenever that changes.</param>
internal sealed class Replayer(DueReplay due, ReplayServices services, Action<bool> heldUp) : IAsyncDisposable
{
    private readonly StandingOrder order = due.Order;
    private readonly PumpServices pumps = services.Pumps;
    private readonly IDestination destination = services.Pumps.Gates.Open(due.Order.Address);
    private readonly CancellationTokenSource ended = new();
    private Replay replay = due.Replay;
    private DateTimeOffset saved = services.Pumps.WallTime.GetUtcNow();
    private DateTimeOffset room = services.Pumps.WallTime.GetUtcNow();
    private DateTimeOffset? failing;
    private bool isHeldUp;

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        ended.Dispose();
    }

    /// <summary>Goes on until the replay has ended; what the ledger cannot give is thrown.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, ended.Token);
        try
        {
            await SendAllAsync(either.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Whoever ended it has written that down.
        }
    }

    private async Task SendAllAsync(CancellationToken cancel)
    {
        if (replay.Begin is null)
        {
            var first = await pumps.Ledger.FirstPublicationAsync(order.Stream, replay.From - Replay.Early, cancel);
            var begin = first ?? replay.Through!.Value + 1;
            replay = replay with { Begin = begin, Cursor = new StreamCursor(begin, 0) };
            var lost = Replay.LastLost(await pumps.Ledger.ReadDroppedAsync(order.Stream, cancel));
            await FailIfAsync(replay.From <= lost, cancel);
        }

        await SaveAsync(ReplayStatus.Running, cancel);
        while (replay.Cursor.Publication <= replay.Through)
        {
            var blocks = await pumps.Bulk.InPlaceAsync(
                () =>
                    pumps.Ledger.ReadBlocksAsync(order.Stream, replay.Cursor.Publication - 1, pumps.Options.BlocksAtOnce, cancel),
                cancel
            );
            var dropped = await pumps.Ledger.ReadDroppedAsync(order.Stream, cancel);
            await FailIfAsync(dropped?.Through >= replay.Cursor.Publication, cancel);
            var mine = blocks.Where(block => block.Publication <= replay.Through).ToList();
            foreach (var block in mine)
            {
                await SendAsync(block, cancel);
            }

            if (mine.Count < pumps.Options.BlocksAtOnce)
            {
                break;
            }
        }

        replay = replay with { Cursor = StreamCursor.After(replay.Through!.Value) };
        await SaveAsync(ReplayStatus.Completed, cancel);
    }

    /// <summary>Looked at after the blocks were read: what was dropped before that is told.</summary>
    private async Task FailIfAsync(bool isOvertaken, CancellationToken cancel)
    {
        if (isOvertaken)
        {
            replay = replay with { Why = "What it had yet to send is not kept any more: the retention has overtaken it." };
            await SaveAsync(ReplayStatus.Failed, cancel);
            ended.Cancel();
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task SendAsync(DeltaBlock block, CancellationToken cancel)
    {
        using var renderer = BlockRenderer.Open(block.Data, new Recipient(order.SubscriptionId, order.WantsChanges));
        renderer.Seek(block.Publication == replay.Cursor.Publication ? replay.Cursor.Row : 0);
        using var messages = new MessageBuffer();
        while (await pumps.Bulk.InPlaceAsync(() => ValueTask.FromResult(NextOf(renderer, block, messages)), cancel) is { } next)
        {
            for (var from = 0; from < next.Count; from += destination.MessagesMax)
            {
                await DeliverAsync([.. next.Skip(from).Take(destination.MessagesMax)], cancel);
            }

            replay = replay with
            {
                Cursor = new StreamCursor(block.Publication, renderer.Row),
                Sent = replay.Sent + next.Count,
                Why = null,
            };
            await KeepToRateAsync(next.Count, cancel);
        }

        replay = replay with { Cursor = StreamCursor.After(block.Publication) };
        await SaveIfDueAsync(cancel);
    }

    /// <summary>The messages of the next rows that are in the range, perhaps none; null where no row that is left is in it.</summary>
    private List<OutgoingMessage>? NextOf(BlockRenderer renderer, DeltaBlock block, MessageBuffer messages)
    {
        bool IsMeant(int row) => replay.Holds(renderer.WindowOf(row), block.Published);
        var first = renderer.Row;
        while (first < renderer.Rows && !IsMeant(first))
        {
            first++;
        }

        if (first >= renderer.Rows)
        {
            return null;
        }

        if (first > renderer.Row)
        {
            renderer.Seek(first);
        }

        var rows = renderer.Render(messages, services.Options.RowsAtOnce);
        return
        [
            .. Enumerable
                .Range(0, rows)
                .Where(row => IsMeant(first + row))
                .Select(row => new OutgoingMessage(messages[row], new StreamCursor(block.Publication, first + row))),
        ];
    }

    /// <summary>One call's messages, until the destination has taken every one of them, or will never.</summary>
    private async Task DeliverAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel)
    {
        for (var attempt = 0; messages.Count > 0; attempt++)
        {
            var began = pumps.WallTime.GetTimestamp();
            var outcomes = await destination.DeliverAsync(messages, cancel);
            cancel.ThrowIfCancellationRequested();
            messages = await pumps.DeadLetters.LeftOfAsync(order.SubscriptionId, messages, outcomes, cancel);
            HoldUp(messages.Count > 0 || pumps.WallTime.GetElapsedTime(began) >= services.Options.SlowCall);
            if (messages.Count > 0)
            {
                await WaitAsync(pumps.Retries.WaitFor(outcomes, attempt, why => replay = replay with { Why = why }), cancel);
            }
        }

        failing = null;
    }

    private void HoldUp(bool isHeld)
    {
        if (isHeld != isHeldUp)
        {
            isHeldUp = isHeld;
            heldUp(isHeld);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancel)
    {
        var now = pumps.WallTime.GetUtcNow();
        failing ??= now;
        if (now - failing >= services.Options.FailingBorne)
        {
            await SaveAsync(ReplayStatus.Failed, cancel);
            ended.Cancel();
        }

        await SaveIfDueAsync(cancel);
        await Task.Delay(wait, pumps.WallTime, cancel);
    }

    /// <summary>Time that was not used is not made up for.</summary>
    private async Task KeepToRateAsync(int records, CancellationToken cancel)
    {
        await SaveIfDueAsync(cancel);
        var now = pumps.WallTime.GetUtcNow();
        room = (room > now ? room : now) + (TimeSpan.FromSeconds(1) * records / services.Options.RecordsPerSecond);
        if (room > now)
        {
            await Task.Delay(room - now, pumps.WallTime, cancel);
        }
    }

    private async Task SaveIfDueAsync(CancellationToken cancel)
    {
        if (pumps.WallTime.GetUtcNow() >= saved + services.Options.SaveEvery)
        {
            await SaveAsync(replay.Status, cancel);
        }
    }

    /// <summary>
    /// Where it is not open any more, everything ends here. Where the disk has no room, it goes on unsaved, and only its end waits for room: a
    /// restart sends again what was sent since the last save.
    /// </summary>
    private async Task SaveAsync(ReplayStatus status, CancellationToken cancel)
    {
        saved = pumps.WallTime.GetUtcNow();
        replay = replay with { Status = status, Updated = saved };
        bool? isOpen = null;
        while (isOpen is null)
        {
            try
            {
                isOpen = await services.Store.SaveReplayAsync(replay, cancel);
            }
            catch (StorageFullException) when (status == ReplayStatus.Running)
            {
                return;
            }
            catch (StorageFullException)
            {
                await Task.Delay(services.Options.LookEvery, pumps.WallTime, cancel);
            }
        }

        if (isOpen == false)
        {
            ended.Cancel();
            cancel.ThrowIfCancellationRequested();
        }
    }
}
