using Millrace.Sandbox.Queues;

namespace Millrace.App.Stand;

/// <summary>The stand-in for SQS behind an address of its own.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    private readonly QueueStandIn queues;
    private readonly LocalWeb web;

    private QueueHost(QueueStandIn queues, LocalWeb web)
    {
        this.queues = queues;
        this.web = web;
    }

    /// <summary>The AWS account whose the queues are.</summary>
    public static string AccountId { get; } = new QueueStandInOptions().AccountId;

    public Uri Address => web.Address;

    public Task CreateAsync(string region, string name, CancellationToken cancel) =>
        queues.CreateQueueAsync(region, name, cancel);

    public static async Task<QueueHost> StartAsync(string dataFolder, Uri listen, CancellationToken cancel)
    {
        Directory.CreateDirectory(dataFolder);
        var queues = QueueStandIn.Open(Path.Combine(dataFolder, "queues.db"), new QueueStandInOptions(), TimeProvider.System);
        try
        {
            return new QueueHost(queues, await LocalWeb.StartAsync(listen, queues.Map, cancel));
        }
        catch
        {
            await queues.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await queues.DisposeAsync();
    }
}
