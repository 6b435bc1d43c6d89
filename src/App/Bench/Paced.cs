namespace Millrace.App.Bench;

/// <summary>Does something again and again at even times: one that was late does not move the times of those behind it.</summary>
internal static class Paced
{
    public static async Task RunAsync(TimeSpan every, Action act, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var number = 1; !cancel.IsCancellationRequested; number++)
        {
            act();
            var wait = (every * number) - TimeProvider.System.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                try
                {
                    await Task.Delay(wait, TimeProvider.System, cancel);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
