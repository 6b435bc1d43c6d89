namespace Millrace.Sandbox.StandIns.Store;

/// <summary>One caller's work and the answer that waits for the commit.</summary>
internal sealed class StoreWork<TTurn, T>(Func<TTurn, T> work) : IStoreWork<TTurn>
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;
    private CallError? refusal;

    public Task<T> Done => done.Task;

    public void Run(TTurn turn)
    {
        try
        {
            result = work(turn);
        }
        catch (CallError error)
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
