using System.Diagnostics;
using System.Globalization;

namespace Millrace.EndToEnd.Queues;

/// <summary>fauxqs, an SQS server of other people, so that the suite is not a mirror of our own reading of SQS.</summary>
public sealed class FauxqsServer : IQueueServer, IAsyncLifetime
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);

    private Process? process;
    private Uri? endpoint;

    public Uri Endpoint
    {
        get
        {
            if (endpoint is null)
            {
                Missing.Report("fauxqs");
            }

            return endpoint!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var packages = Path.Combine(RepositoryFiles.Root, "artifacts", "npm");
        if (!Directory.Exists(Path.Combine(packages, "node_modules", "fauxqs")))
        {
            return;
        }

        process = Process.Start(
            new ProcessStartInfo("node", [RepositoryFiles.Suite("fauxqs.mjs"), packages])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        using var late = new CancellationTokenSource(StartMax);
        var line = await process.StandardOutput.ReadLineAsync(late.Token);
        line.ShouldNotBeNull("fauxqs ended before it said its port");
        endpoint = new Uri($"http://127.0.0.1:{int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)}");
    }

    public ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
