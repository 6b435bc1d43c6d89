using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Millrace.App.Bench;

/// <summary>
/// A server of the bench as its child, ended by its id: its cost is not the client's. It says its address, and ends when its standard input
/// does.
/// </summary>
internal sealed class AnswererProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private readonly Process process;

    private AnswererProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="verb">Of the bench, by which the child runs <see cref="ServeAsync"/>.</param>
    public static async Task<AnswererProcess> StartAsync(string verb)
    {
        var process = OwnProgram.Start(["bench", verb], withInput: true);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartWithin);
            return new(process, new Uri(line ?? throw new InvalidOperationException("The answerer ended before it listened.")));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>What the child does.</summary>
    public static async Task<int> ServeAsync(RequestDelegate answer, CancellationToken cancel)
    {
        await using var web = await LocalWeb.StartAsync(
            new Uri("http://127.0.0.1:0"),
            routes => ((IApplicationBuilder)routes).Run(answer),
            cancel
        );
        Console.WriteLine(web.Address);
        while (await Console.In.ReadLineAsync(cancel) is not null)
        {
            // The bench says nothing: it holds the pipe open as long as it lives.
        }

        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
