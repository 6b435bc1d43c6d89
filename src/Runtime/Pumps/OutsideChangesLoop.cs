using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>Stops the pumps of subscriptions that another process has ended, such as by taking a grant back.</summary>
public static class OutsideChangesLoop
{
    /// <param name="every">Wait between two looks, on the wall clock; looking costs next to nothing.</param>
    /// <param name="failed">Called with why it could not be looked.</param>
    public static async Task RunAsync(
        IOutsideChanges changes,
        PumpRoom pumps,
        TimeSpan every,
        TimeProvider wall,
        Action<string> failed,
        CancellationToken cancel
    )
    {
        // What was changed between the pumps' start and this one's is seen too.
        var isChanged = true;
        await Repeating.RunAsync(
            async _ =>
            {
                isChanged |= await changes.AnyAsync(cancel);
                if (isChanged)
                {
                    await pumps.RemoveEndedAsync(cancel);
                    isChanged = false;
                }
            },
            every,
            wall,
            fault => failed($"It could not be seen which subscriptions have ended, and is looked again: {fault.Message}"),
            cancel
        );
    }
}
