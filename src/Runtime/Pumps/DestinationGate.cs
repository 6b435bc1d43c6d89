using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// Before one destination: lets in so many calls at a time, in the order in which they came. A call that fails halves how many, each that
/// succeeds brings a part of one back. After some failures in a row it shuts: then one call at a time finds out whether that is over, after
/// pauses that grow. Calls that were under way together count as one failure.
/// </summary>
internal sealed class DestinationGate(PumpOptions options, Retries retries, TimeProvider wall)
{
    private readonly Lock access = new();
    private readonly Queue<TaskCompletionSource<GatePass>> waiting = [];
    private double width = options.CallsPerDestinationMax;
    private int underWay;
    private bool isProbing;
    private int failures;
    private long opensAt;
    private string why = "";
    private long next;
    private long countedFrom;

    private bool IsShut => failures >= options.FailuresInARowMax;

    /// <summary>Comes back when there is room, or when it turns out that the gate is shut.</summary>
    public async ValueTask<GatePass> EnterAsync(CancellationToken cancel)
    {
        TaskCompletionSource<GatePass> place;
        lock (access)
        {
            if (waiting.Count == 0 && Try() is { } pass)
            {
                return pass;
            }

            place = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(place);
        }

        using var leaving = cancel.Register(() => place.TrySetCanceled(cancel));
        return await place.Task;
    }

    /// <summary>A call that was let in has been answered.</summary>
    /// <param name="outcomes">Null where nothing is known of them.</param>
    public void Leave(GatePass pass, IReadOnlyList<DeliveryOutcome>? outcomes)
    {
        lock (access)
        {
            underWay--;
            isProbing &= !pass.IsProbe;
            if (outcomes is not null)
            {
                Learn(pass, outcomes);
            }

            Admit();
        }
    }

    /// <summary>Null: whoever comes has to wait.</summary>
    private GatePass? Try()
    {
        if (!IsShut)
        {
            return underWay < (int)width ? LetIn(isProbe: false) : null;
        }

        if (isProbing)
        {
            return null;
        }

        var wait = wall.GetElapsedTime(wall.GetTimestamp(), opensAt);
        return wait <= TimeSpan.Zero ? LetIn(isProbe: true) : new GatePass(0, false, new(WholeMilliseconds(wait), why));
    }

    private GatePass LetIn(bool isProbe)
    {
        underWay++;
        isProbing |= isProbe;
        return new(next++, isProbe, null);
    }

    private void Admit()
    {
        while (waiting.TryPeek(out var first))
        {
            if (first.Task.IsCompleted)
            {
                // Its caller has gone.
                waiting.Dequeue();
                continue;
            }

            if (Try() is not { } pass)
            {
                return;
            }

            waiting.Dequeue();
            if (!first.TrySetResult(pass) && pass.Shut is null)
            {
                underWay--;
                isProbing &= !pass.IsProbe;
            }
        }
    }

    private void Learn(GatePass pass, IReadOnlyList<DeliveryOutcome> outcomes)
    {
        // Who says what is wrong with a message has looked at it.
        var answered = outcomes.Count(outcome =>
            outcome is DeliveryOutcome.Delivered or DeliveryOutcome.Refused { IsOfMessage: true }
        );
        if (answered > 0)
        {
            width = IsShut ? 1 : width;
            failures = 0;
        }

        if (answered == outcomes.Count)
        {
            width = Math.Min(options.CallsPerDestinationMax, width + (1 / width));
        }
        else if (pass.Number >= countedFrom)
        {
            countedFrom = next;
            Fail(outcomes, isWhole: answered == 0);
        }
    }

    private void Fail(IReadOnlyList<DeliveryOutcome> outcomes, bool isWhole)
    {
        // What is refused is so however slowly it comes.
        if (outcomes.Any(outcome => outcome is DeliveryOutcome.RetryAfter))
        {
            width = Math.Max(1, width / 2);
        }

        failures += isWhole ? 1 : 0;
        if (isWhole && IsShut)
        {
            var pause = retries.WaitFor(outcomes, failures, reason => why = reason);
            opensAt = wall.GetTimestamp() + (long)(pause.TotalSeconds * wall.TimestampFrequency);
        }
    }

    /// <summary>Timers leave out parts of milliseconds; who comes too early would be sent away once more.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
