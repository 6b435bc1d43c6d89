using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>Lets all partitions take their turn again and again; a turn that fails is told and taken again.</summary>
public static class TurnLoop
{
    /// <param name="every">Wait between two turns, on the platform's clock.</param>
    /// <param name="failed">Called with why a turn could not be taken.</param>
    public static async Task RunAsync(
        IPartitionHost host,
        TimeSpan every,
        TimeProvider platformTime,
        Action<string> failed,
        CancellationToken cancel
    )
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // Where there is no room, a turn waits for it: the process can stop meanwhile.
                await host.TurnAsync().WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (PartitionUnavailableException fault)
            {
                failed(fault.Message);
            }

            try
            {
                await Task.Delay(every, platformTime, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
