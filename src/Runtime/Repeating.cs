namespace Millrace.Runtime;

/// <summary>Does one thing again and again, with a wait between, until cancelled; what fails is told, and done again.</summary>
internal static class Repeating
{
    /// <param name="every">Wait between two, on the given clock.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> act,
        TimeSpan every,
        TimeProvider time,
        Action<Exception> failed,
        CancellationToken cancel
    )
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await act(cancel);
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                failed(fault);
            }

            try
            {
                await Task.Delay(every, time, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
