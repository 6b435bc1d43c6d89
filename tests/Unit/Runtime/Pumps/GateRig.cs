using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>Callers before one gate.</summary>
internal sealed class GateRig(PumpOptions options)
{
    private readonly List<Task<GatePass>> callers = [];
    private DestinationGate? gate;

    public FakeTimeProvider Time { get; } = new();

    public StepByStep Steps { get; } = new();

    /// <summary>Those that are calling now.</summary>
    public int LetIn => callers.Count(caller => caller.IsCompletedSuccessfully && caller.Result.Shut is null);

    /// <summary>Those that were told to come again, and have not gone yet.</summary>
    public int SentAway => callers.Count(caller => caller.IsCompletedSuccessfully && caller.Result.Shut is not null);

    public void Enter(int count)
    {
        for (; count > 0; count--)
        {
            Enter(leaving: null);
        }
    }

    /// <summary>One that goes when it is cancelled.</summary>
    public void Enter(CancellationTokenSource? leaving)
    {
        gate ??= new DestinationGate(options, new Retries(options, () => 0.5), Time);
        callers.Add(Steps.Do(() => gate.EnterAsync(leaving?.Token ?? CancellationToken.None).AsTask()));
    }

    /// <summary>All that are calling are answered the same, those that were sent away go.</summary>
    public void LeaveAll(DeliveryOutcome? outcome)
    {
        var ended = callers.Where(caller => caller.IsCompletedSuccessfully).ToList();
        callers.RemoveAll(caller => caller.IsCompleted);
        foreach (var pass in ended.Select(caller => caller.Result).Where(pass => pass.Shut is null))
        {
            Steps.Do(() => gate!.Leave(pass, outcome is null ? null : [outcome]));
        }
    }
}
