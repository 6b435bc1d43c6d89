namespace Millrace.Simulation;

/// <summary>
/// A process of the deployment: everything that began in it goes on in it, one step at a time, until it is killed; then
/// nothing of it ever runs again.
/// </summary>
internal sealed class SimulatedProcess(SeededScheduler scheduler) : SynchronizationContext
{
    public bool IsAlive { get; private set; } = true;

    public void Kill() => IsAlive = false;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsAlive)
        {
            scheduler.Post(this, d, state);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing in the simulation waits without awaiting.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins an act in this process; the answer never comes when the process is killed before it.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> act)
    {
        // Not "asynchronously": a waiter without a context of its own would go on in the thread pool, beside the scheduler.
        var answer = new TaskCompletionSource<T>();
        Post(_ => Begin(act, answer), null);
        return answer.Task;
    }

    public void Run(SendOrPostCallback callback, object? state)
    {
        if (!IsAlive)
        {
            return;
        }

        var outside = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }

    private static async void Begin<T>(Func<Task<T>> act, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.SetResult(await act());
        }
        catch (Exception fault)
        {
            answer.SetException(fault);
        }
    }
}
