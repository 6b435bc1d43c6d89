namespace Millrace.App;

/// <summary>How a command runs a host: until Ctrl-C, with faults of the world told in one line.</summary>
internal static class AppRun
{
    /// <param name="work">What it does meanwhile; null: it waits.</param>
    public static async Task<int> UntilStoppedAsync<T>(
        Func<Task<T>> start,
        Func<T, string> describe,
        CancellationToken cancel,
        Func<Task>? work = null
    )
        where T : IAsyncDisposable
    {
        try
        {
            await using var host = await start();
            Console.WriteLine(describe(host));
            await (work?.Invoke() ?? Task.CompletedTask);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"millrace: {fault.Message}");
            return 1;
        }
    }
}
