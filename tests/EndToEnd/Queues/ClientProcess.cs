using System.ComponentModel;
using System.Diagnostics;

namespace Millrace.EndToEnd.Queues;

/// <summary>Runs a client of other people as a process, for a bounded time.</summary>
internal static class ClientProcess
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(2);

    /// <returns>The exit code, and both outputs in one text.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(RunMax);
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(over.Token);
            var errors = process.StandardError.ReadToEndAsync(over.Token);
            await process.WaitForExitAsync(over.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <returns>What it printed, or null where the program is not there or does not end well.</returns>
    public static async Task<string?> TryAsync(string program, params string[] arguments)
    {
        try
        {
            var (code, output) = await RunAsync(program, arguments);
            return code == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
