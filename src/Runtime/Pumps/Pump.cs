using System.Runtime.ExceptionServices;
using Millrace.Contracts.Documents;
using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// Moves one subscription's stream to its destination: from the cursor, in blocks, until there is nothing more; then it
/// sleeps until it is woken. A message that the destination did not take is tried again, and the stream keeps it; a destination
/// that takes nothing for longer than is borne ends the subscription.
/// </summary>
internal sealed class Pump : IAsyncDisposable
{
    private readonly StandingOrder order;
    private readonly PumpServices services;
    private readonly CursorSaver saver;
    private readonly IDestination destination;
    private readonly CancellationTokenSource stopping = new();
    private readonly WakeSignal wake = new();
    private readonly TaskCompletionSource begun = new();
    private readonly Task loop;
    private readonly BulkLane? lane;
    private readonly LaneSeat seat = new();
    private volatile FreshnessTeller? freshness;
    private volatile bool wantsChanges;
    private volatile bool isIdle;
    private readonly Action suspended;
    private FailingSpell? failing;
    private StreamCursor cursor;
    private long delivered;
    private string? trouble;

    /// <param name="suspended">Called when the subscription has become SUSPENDED; it stops this pump.</param>
    public Pump(StandingOrder order, PumpServices services, CursorSaver saver, Action suspended)
    {
        this.suspended = suspended;
        this.order = order;
        this.services = services;
        this.saver = saver;
        cursor = order.Cursor;
        destination = services.Gates.Open(order.Address);
        freshness = TellerFrom(order.ToldThrough);
        wantsChanges = order.WantsChanges;
        lane = Documents.Find(order.Stream.Dataset) is null ? services.Bulk : null;
        loop = RunAsync();
    }

    public PumpStatus Status => new(order, cursor, Interlocked.Read(ref delivered), trouble) { IsIdle = isIdle };

    public void Wake() => wake.Set();

    /// <summary>Until then it does nothing; the caller does what it does first.</summary>
    public void Begin() => begun.TrySetResult();

    /// <summary>It begins nothing more; disposing waits for what is under way.</summary>
    public void Stop()
    {
        stopping.Cancel();
        Begin();
        wake.Set();
        lane?.GiveUp(seat);
    }

    /// <summary>Whether the subscription is to be told through when its stream is complete.</summary>
    public void AskFreshness(bool isAsked) => freshness = isAsked ? freshness ?? TellerFrom(StandingOrder.NothingTold) : null;

    /// <summary>Whether messages say from now on who changed what.</summary>
    public void AskChanges(bool isAsked) => wantsChanges = isAsked;

    /// <summary>The stream's partition has published what was due.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Turned(long now)
    {
        if (freshness is { } teller && teller.Note(now))
        {
            wake.Set();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await loop;
        await destination.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        await begun.Task;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await EnterAsync();
                await DeliverWhatIsThereAsync();
                failures = 0;
                isIdle = true;

                // Stopping sets it too.
                await wake.TakeAsync();
                isIdle = false;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The cursor says what is left; the next start goes on there.
            }
            catch (Exception fault)
            {
                Tell($"the stream could not be read: {fault.Message}");
                await PauseAsync(services.Retries.Backoff(failures++));
            }
        }
    }

    /// <summary>Begins in a place, and gives it back before it waits for the destination.</summary>
    private async Task DeliverWhatIsThereAsync()
    {
        // Before the stream is read: what the turn has published is then among the blocks.
        var teller = freshness;
        var turn = teller?.Turn ?? long.MinValue;
        var options = services.Options;
        using var rounds = new StreamRounds(
            services.Ledger,
            order.Stream,
            new Recipient(order.SubscriptionId, wantsChanges),
            lane is null ? options.UrgentBlocksAtOnce : options.BlocksAtOnce,
            Math.Min(options.RowsAtOnce, destination.MessagesMax * options.CallsAtOnce),
            options.RoundBytesMax
        );
        while (await BeginRoundAsync(rounds) is { } round)
        {
            await round;
            cursor = rounds.End;
            saver.Mark(order.SubscriptionId, cursor, freshness?.ToldThrough);
            if (rounds.IsAtEnd)
            {
                break;
            }

            await EnterAsync();
        }

        if (teller is not null)
        {
            await TellFreshnessAsync(teller, turn);
        }
    }

    /// <summary>
    /// Everything that a turn has published was taken by the destination: tells what that makes complete. Where something was set aside, the
    /// next turn looks again.
    /// </summary>
    private async Task TellFreshnessAsync(FreshnessTeller teller, long turn)
    {
        if (
            await teller.NextAsync(turn, stopping.Token) is not { } next
            || await services.Store.CountDeadLettersAsync(order.SubscriptionId, stopping.Token) > 0
        )
        {
            return;
        }

        await DeliverCallAsync([new OutgoingMessage(next.Message)]);
        teller.Told(next.Complete);
        saver.Mark(order.SubscriptionId, cursor, teller.ToldThrough);
    }

    /// <summary>Waits for a place, where the stream is not urgent; while stopping there is none, and nothing more is read.</summary>
    private ValueTask EnterAsync() => lane?.EnterAsync(seat) ?? ValueTask.CompletedTask;

    /// <summary>Renders the next rows, begins the calls that bring them and gives the place back; null where there are none.</summary>
    private async ValueTask<Task?> BeginRoundAsync(StreamRounds rounds)
    {
        try
        {
            return await rounds.NextAsync(cursor, stopping.Token) ? DeliverRoundAsync(rounds.Messages) : null;
        }
        finally
        {
            lane?.Leave(seat);
        }
    }

    /// <summary>Sends a round in calls side by side, and comes back when every one of them has been answered.</summary>
    private async Task DeliverRoundAsync(OutgoingMessage[] round)
    {
        var calls = new List<Task>();
        for (var from = 0; from < round.Length; from += destination.MessagesMax)
        {
            var count = Math.Min(destination.MessagesMax, round.Length - from);
            calls.Add(DeliverCallAsync(new ArraySegment<OutgoingMessage>(round, from, count)));
        }

        // A call that fails does not end the round: the others still read the messages, whose memory is used again.
        Exception? fault = null;
        foreach (var call in calls)
        {
            try
            {
                await call;
            }
            catch (Exception thrown)
            {
                fault ??= thrown;
            }
        }

        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <summary>One call's messages, until the destination has taken every one of them, or will never.</summary>
    private async Task DeliverCallAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        for (var attempt = 0; messages.Count > 0; attempt++)
        {
            var outcomes = await destination.DeliverAsync(messages, stopping.Token);
            stopping.Token.ThrowIfCancellationRequested();
            var left = await services.DeadLetters.LeftOfAsync(order.SubscriptionId, messages, outcomes, stopping.Token);
            Interlocked.Add(ref delivered, outcomes.Count(outcome => outcome is DeliveryOutcome.Delivered));
            if (left.Count > 0)
            {
                await NoteFailingAsync();
                await Task.Delay(services.Retries.WaitFor(outcomes, attempt, Tell), services.WallTime, stopping.Token);
            }
            else
            {
                trouble = null;
                failing = null;
                services.Taken(order.SubscriptionId);
            }

            messages = left;
        }
    }

    private async Task NoteFailingAsync()
    {
        var now = services.WallTime.GetUtcNow();
        var spell = failing ??= new FailingSpell(now, now);
        if (now < spell.Noted + services.Options.NoteFailingEvery)
        {
            return;
        }

        failing = spell with { Noted = now };
        var borne = services.Options.FailingBorne;
        if (await services.Store.NoteFailingAsync(order.SubscriptionId, spell.Since, now, borne, stopping.Token))
        {
            Tell($"SUSPENDED: the destination has taken nothing for {borne.TotalDays:0.#} days or more. {trouble}");
            suspended();
            stopping.Token.ThrowIfCancellationRequested();
        }
    }

    private FreshnessTeller? TellerFrom(long? toldThrough) =>
        services.Freshness is { } known && toldThrough is { } through ? new FreshnessTeller(known, order.Stream, through) : null;

    private void Tell(string why)
    {
        trouble = why;
        services.Failed(order.SubscriptionId, why);
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, services.WallTime, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }
}
