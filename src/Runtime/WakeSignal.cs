using System.Threading.Tasks.Sources;

namespace Millrace.Runtime;

/// <summary>
/// Wakes one waiting loop: however often it is set meanwhile, the loop goes round once. It is waited on again and again with nothing more in
/// memory, for there are as many as subscriptions, and most of them sleep.
/// </summary>
internal sealed class WakeSignal : IValueTaskSource
{
    private const int Clean = 0;
    private const int IsSet = 1;
    private const int IsAwaited = 2;

    private ManualResetValueTaskSourceCore<bool> waiting = new() { RunContinuationsAsynchronously = true };
    private int state;

    public void Set()
    {
        while (true)
        {
            var seen = Volatile.Read(ref state);
            if (seen == IsSet)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref state, seen == IsAwaited ? Clean : IsSet, seen) == seen)
            {
                if (seen == IsAwaited)
                {
                    waiting.SetResult(true);
                }

                return;
            }
        }
    }

    /// <summary>Waits until it is set, and takes it away. One waits at a time.</summary>
    public ValueTask TakeAsync()
    {
        waiting.Reset();
        if (Interlocked.CompareExchange(ref state, IsAwaited, Clean) == Clean)
        {
            return new(this, waiting.Version);
        }

        Volatile.Write(ref state, Clean);
        return ValueTask.CompletedTask;
    }

    /// <summary>The same, until it is cancelled.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        using (cancel.Register(Set))
        {
            await TakeAsync();
        }

        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>The same, and no longer than so long.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        await using var timer = time.CreateTimer(_ => Set(), null, atMost, Timeout.InfiniteTimeSpan);
        await WaitAsync(cancel);
    }

    void IValueTaskSource.GetResult(short token) => waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => waiting.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => waiting.OnCompleted(continuation, state, token, flags);
}
