using System.Text;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>
/// A tenant's queue in a bad hour: of its calls 30 % are throttled and 10 % are not answered, half of which were done; of its messages
/// 5 % arrive twice. It may also deny everything, or take long for a call.
/// </summary>
internal sealed class BadHourQueue(SeededScheduler scheduler) : IDestination
{
    private const double Throttled = 0.3;
    private const double TimedOut = 0.1;
    private const double Doubled = 0.05;

    /// <summary>As long as the real clients wait for an answer.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The hour is over: everything is taken, once.</summary>
    public bool IsGood { get; set; }

    public bool IsDenied { get; set; }

    /// <summary>How long a call takes at least.</summary>
    public TimeSpan Takes { get; init; } = TimeSpan.FromMilliseconds(10);

    public TenantLanding Landing { get; } = new();

    public int Calls { get; private set; }

    /// <summary>Calls that were throttled or not answered, and messages that arrived twice.</summary>
    public int Faults { get; private set; }

    public int MessagesMax => 10;

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        Calls++;
        await Task.Delay(Takes + TimeSpan.FromMilliseconds(scheduler.Next(20)), scheduler, cancel);
        if (IsDenied)
        {
            return All(messages, new DeliveryOutcome.Refused("denied"));
        }

        var fate = IsGood ? 1 : scheduler.NextDouble();
        if (fate < Throttled)
        {
            Faults++;
            return All(messages, new DeliveryOutcome.RetryAfter(null, "throttled"));
        }

        if (fate < Throttled + TimedOut)
        {
            Faults++;
            if (scheduler.Happens(0.5))
            {
                Take(messages);
            }

            await Task.Delay(CallTimeout, scheduler, cancel);
            return All(messages, new DeliveryOutcome.RetryAfter(null, "not answered"));
        }

        Take(messages);
        return All(messages, DeliveryOutcome.Delivered.Instance);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DeliveryOutcome[] All(IReadOnlyList<OutgoingMessage> messages, DeliveryOutcome outcome) =>
        [.. messages.Select(_ => outcome)];

    private void Take(IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var message in messages)
        {
            var body = Encoding.UTF8.GetString(message.Body.Span);
            Landing.Store(body, scheduler.GetUtcNow());
            if (!IsGood && scheduler.Happens(Doubled))
            {
                Faults++;
                Landing.Store(body, scheduler.GetUtcNow());
            }
        }
    }
}
