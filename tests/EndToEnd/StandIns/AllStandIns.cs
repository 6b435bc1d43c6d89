using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Sandbox.StandIns;

namespace Millrace.EndToEnd.StandIns;

/// <summary>All stand-ins of the sandbox, in this process, on a free loopback port.</summary>
public sealed class AllStandIns : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-stand-ins-").FullName;
    private AwsStandIn standIn = null!;
    private WebApplication web = null!;

    public Uri Endpoint { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        standIn = AwsStandIn.Open(folder, new AwsStandInOptions(), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web = builder.Build();
        standIn.Map(web);
        await web.StartAsync();
        Endpoint = new Uri(web.Urls.Single());
    }

    /// <summary>Makes a stream that delivers what it gets at once, to a bucket of the same name.</summary>
    public async Task<string> StreamAsync()
    {
        var name = $"stream-{Guid.NewGuid():N}";
        await standIn.CreateStreamAsync("us-east-1", name, name, 0, TestContext.Current.CancellationToken);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await standIn.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
