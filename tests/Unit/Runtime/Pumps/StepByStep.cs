using System.Collections.Concurrent;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>Everything that begins in an act goes on in it: when the act is over, all that it set going waits or is done.</summary>
internal sealed class StepByStep : SynchronizationContext
{
    private readonly ConcurrentQueue<Action> ready = new();

    public override void Post(SendOrPostCallback d, object? state) => ready.Enqueue(() => d(state));

    public override SynchronizationContext CreateCopy() => this;

    public void Do(Action act) =>
        Do(() =>
        {
            act();
            return true;
        });

    public T Do<T>(Func<T> act)
    {
        var outside = Current;
        SetSynchronizationContext(this);
        try
        {
            var answer = act();
            while (ready.TryDequeue(out var next))
            {
                next();
            }

            return answer;
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }
}
