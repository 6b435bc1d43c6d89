using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Sandbox.Queues;

namespace Millrace.EndToEnd.Queues;

/// <summary>The sandbox's stand-in, in this process, on a free loopback port.</summary>
public sealed class StandInServer : IQueueServer, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-queues-").FullName;
    private WebApplication? app;
    private QueueStandIn? standIn;

    public Uri Endpoint { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        standIn = QueueStandIn.Open(Path.Combine(folder, "queues.db"), new QueueStandInOptions(), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        standIn.Map(app);
        await app.StartAsync();
        Endpoint = new Uri(app.Urls.Single());
    }

    /// <summary>Closes the file and opens it in a new server.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (standIn is not null)
        {
            await standIn.DisposeAsync();
        }
    }
}
