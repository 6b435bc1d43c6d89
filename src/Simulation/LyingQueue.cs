using System.Text;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>
/// A subscriber's queue that throttles, takes a part, takes all and says that it failed, doubles and reorders; and the
/// landing behind it, which stores, then deletes, and at times dies between the two.
/// </summary>
internal sealed class LyingQueue(SeededScheduler scheduler, SimulationFaults faults) : IDestination
{
    private readonly List<string> waiting = [];

    public int MessagesMax => 10;

    public bool IsEmpty => waiting.Count == 0;

    public int Redelivered { get; private set; }

    /// <summary>Is asked whenever the queue takes a message that says through when the stream is complete.</summary>
    public Action<SimulatedFreshness> Told { get; set; } = _ => { };

    /// <summary>Through when what landed is said to be complete.</summary>
    public DateTimeOffset FreshThrough { get; private set; }

    /// <summary>Records that the queue has taken, landed or not, by idempotency id.</summary>
    public Dictionary<string, SimulatedRecord> Taken { get; } = [];

    /// <summary>Idempotency id → body, as landed.</summary>
    public Dictionary<string, string> Landed { get; } = [];

    /// <summary>Ids that came with other bytes than before.</summary>
    public List<string> Contradictions { get; } = [];

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(20)), scheduler, cancel);
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
        Store(waiting[index]);
        if (!faults.QueueFails())
        {
            waiting[index] = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Store(string body)
    {
        if (SimulatedFreshness.Read(body) is { } fresh)
        {
            FreshThrough = fresh.Through > FreshThrough ? fresh.Through : FreshThrough;
            return;
        }

        var id = SimulatedRecord.Read(body).Id;
        if (Landed.TryGetValue(id, out var before))
        {
            Redelivered++;
            if (before != body)
            {
                Contradictions.Add(id);
            }
        }

        Landed[id] = body;
    }

    private DeliveryOutcome Take(OutgoingMessage message)
    {
        if (faults.QueueFails())
        {
            return Failed("not this one");
        }

        var body = Encoding.UTF8.GetString(message.Body.Span);
        for (var copies = faults.QueueFails() ? 2 : 1; copies > 0; copies--)
        {
            waiting.Add(body);
        }

        if (SimulatedFreshness.Read(body) is { } fresh)
        {
            Told(fresh);
        }
        else
        {
            var record = SimulatedRecord.Read(body);
            Taken[record.Id] = record;
        }

        return DeliveryOutcome.Delivered.Instance;
    }

    private DeliveryOutcome Failed(string why) =>
        scheduler.Happens(0.1) ? new DeliveryOutcome.Refused(why) : new DeliveryOutcome.RetryAfter(null, why);
}
