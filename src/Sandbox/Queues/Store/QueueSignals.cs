using System.Collections.Concurrent;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>Wakes receives that wait for a queue's next message.</summary>
internal sealed class QueueSignals
{
    private readonly ConcurrentDictionary<(string Region, string Name), TaskCompletionSource> signals = new();

    /// <summary>Take it before looking into the queue, so that nothing slips in between.</summary>
    public Task Next(string region, string name) => signals.GetOrAdd((region, name), _ => New()).Task;

    public void Raise(string region, string name)
    {
        if (signals.TryRemove((region, name), out var signal))
        {
            signal.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
