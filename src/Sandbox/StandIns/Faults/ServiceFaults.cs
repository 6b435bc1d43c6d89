using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns.Faults;

/// <summary>The rules as one service asks them.</summary>
internal sealed class ServiceFaults(FaultRules rules, string service)
{
    /// <summary>How long a call that times out is held where the caller waits for ever.</summary>
    private static readonly TimeSpan HoldMax = TimeSpan.FromMinutes(10);

    /// <param name="resource">What the call is about, "" where it names nothing.</param>
    public CallFault OfCall(string resource) =>
        rules.Strikes(service, resource, rule => rule.Drop) ? CallFault.Drop
        : rules.Strikes(service, resource, rule => rule.Throttle) ? CallFault.Throttle
        : rules.Strikes(service, resource, rule => rule.Deny) ? CallFault.Deny
        : rules.Strikes(service, resource, rule => rule.TimeOut) ? CallFault.TimeOut
        : CallFault.None;

    public bool Duplicates(string resource) => rules.Strikes(service, resource, rule => rule.Duplicate);

    public bool FailsEntry(string resource) => rules.Strikes(service, resource, rule => rule.FailEntries);

    public int DelaySeconds(string resource) => rules.DelaySeconds(service, resource);

    public Func<int, int>? Order(string resource) => rules.Order(service, resource);

    /// <summary>Runs a call as its fault has it.</summary>
    /// <param name="act">Does what the call asks for, and gives what writes the answer.</param>
    /// <param name="refusal">The service's words for a call that is not taken.</param>
    /// <exception cref="CallError">The call is not taken.</exception>
    public static async Task RunAsync(
        CallFault fault,
        HttpContext http,
        Func<Task<Func<Task>>> act,
        Func<CallFault, CallError> refusal,
        TimeProvider wallTime,
        CancellationToken closing
    )
    {
        if (fault == CallFault.Drop)
        {
            http.Abort();
            return;
        }

        if (fault is not (CallFault.None or CallFault.TimeOut))
        {
            throw refusal(fault);
        }

        var answer = await act();
        if (fault == CallFault.TimeOut)
        {
            await HoldAsync(http, wallTime, closing);
            return;
        }

        await answer();
    }

    private static async Task HoldAsync(HttpContext http, TimeProvider wallTime, CancellationToken closing)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing);
        await Task.WhenAny(Task.Delay(HoldMax, wallTime, over.Token));
        await over.CancelAsync();
        http.Abort();
    }
}
