using System.Text;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>
/// A subscriber's queue that throttles, takes a part, takes all and says that it failed, doubles and reorders; and the
/// landing behind it, which stores, then deletes, and at times dies between the two.
/// </summary>
internal sealed class LyingQueue(SeededScheduler scheduler, SimulationFaults faults, ISimulatedLanding landing) : IDestination
{
    private readonly List<string> waiting = [];

    public int MessagesMax => 10;

    public ISimulatedLanding Landing => landing;

    public bool IsEmpty => waiting.Count == 0;

    /// <summary>Whether it denies everything now.</summary>
    public Func<bool> IsDenied { get; set; } = () => false;

    /// <summary>What it has taken, landed or not.</summary>
    public HashSet<string> Taken { get; } = [];

    /// <summary>When it took a message last.</summary>
    public DateTimeOffset LastTaken { get; private set; }

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(20)), scheduler, cancel);
        if (IsDenied())
        {
            return [.. messages.Select(_ => new DeliveryOutcome.Refused("denied"))];
        }

        if (faults.QueueFails())
        {
            return [.. messages.Select(_ => Failed("throttled"))];
        }

        var outcomes = messages.Select(Take).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(20)), scheduler, cancel);
        return faults.QueueFails() ? [.. messages.Select(_ => Failed("timed out"))] : outcomes;
    }

    /// <summary>The landing takes one message, any of them.</summary>
    public void LandOne()
    {
        var index = scheduler.Next(waiting.Count);
        landing.Store(waiting[index]);
        if (!faults.QueueFails())
        {
            waiting[index] = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DeliveryOutcome Take(OutgoingMessage message)
    {
        if (faults.QueueFails())
        {
            return Failed("not this one");
        }

        var body = Encoding.UTF8.GetString(message.Body.Span);
        if (faults.IsUnfit(message.Body.Span))
        {
            return new DeliveryOutcome.Refused("never this one") { IsOfMessage = true };
        }

        for (var copies = faults.QueueFails() ? 2 : 1; copies > 0; copies--)
        {
            waiting.Add(body);
        }

        Taken.Add(body);
        LastTaken = scheduler.GetUtcNow();
        landing.Take(body);
        return DeliveryOutcome.Delivered.Instance;
    }

    private DeliveryOutcome Failed(string why) =>
        scheduler.Happens(0.1) ? new DeliveryOutcome.Refused(why) : new DeliveryOutcome.RetryAfter(null, why);
}
