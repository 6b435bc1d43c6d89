using System.Diagnostics;

namespace Millrace.App.Bench;

/// <summary>A <see cref="SqsAnswerer"/> as a child of the bench, ended by its id.</summary>
internal sealed class SqsAnswererProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private readonly Process process;

    private SqsAnswererProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<SqsAnswererProcess> StartAsync()
    {
        var process = OwnProgram.Start(["bench", BenchCommand.SqsAnswererVerb], withInput: true);
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

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
