using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>One caller's work and the answer that waits for the commit.</summary>
internal sealed class StoreWork<T>(Func<StoreTurn, T> work) : IStoreWork
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;
    private QueueError? refusal;

    public Task<T> Done => done.Task;

    public void Run(StoreTurn turn)
    {
        try
        {
            result = work(turn);
        }
        catch (QueueError error)
        {
            refusal = error;
        }
    }

    public void Complete()
    {
        if (refusal is null)
        {
            done.SetResult(result);
        }
        else
        {
            done.SetException(refusal);
        }
    }

    public void Fail(Exception error) => done.SetException(error);
}
