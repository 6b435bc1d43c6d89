using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Millrace.Sandbox.Queues;

namespace Millrace.App.Stand;

/// <summary>The stand-in for SQS behind an address of its own.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    private readonly QueueStandIn queues;
    private readonly WebApplication web;

    private QueueHost(QueueStandIn queues, WebApplication web)
    {
        this.queues = queues;
        this.web = web;
        Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The AWS account whose the queues are.</summary>
    public static string AccountId { get; } = new QueueStandInOptions().AccountId;

    public Uri Address { get; }

    public Task CreateAsync(string region, string name, CancellationToken cancel) =>
        queues.CreateQueueAsync(region, name, cancel);

    public static async Task<QueueHost> StartAsync(string dataFolder, Uri listen, CancellationToken cancel)
    {
        Directory.CreateDirectory(dataFolder);
        var queues = QueueStandIn.Open(Path.Combine(dataFolder, "queues.db"), new QueueStandInOptions(), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "millrace" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen.GetLeftPart(UriPartial.Authority));
        var web = builder.Build();
        queues.Map(web);
        try
        {
            await web.StartAsync(cancel);
            return new QueueHost(queues, web);
        }
        catch
        {
            await web.DisposeAsync();
            await queues.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
        await queues.DisposeAsync();
    }
}
