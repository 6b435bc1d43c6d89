using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.App.Serve;
using Millrace.Runtime;
using Millrace.Runtime.Accounts;
using Millrace.Server.Http;

namespace Millrace.App.Bench;

/// <summary>
/// What the child process of the row "http" runs: the serving side on a fresh ledger whenever one is asked for, the rival
/// beside it, and an address at which the bench asks for its CPU-seconds.
/// </summary>
internal sealed class HttpServerHost(string folder) : IAsyncDisposable
{
    public const string OpenPath = "open";
    public const string CpuPath = "cpu";

    /// <summary>The rival behind a Kestrel that receives as ours does.</summary>
    public const string Alike = "alike";

    /// <summary>The rival behind a Kestrel that receives as it does of itself.</summary>
    public const string Plain = "plain";

    private static readonly Uri AnyPort = new("http://127.0.0.1:0");
    private readonly Stack<IAsyncDisposable> closing = new();
    private ServeHost? own;
    private int opened;

    /// <summary>Answers the addresses of control, and of the rival behind plain Kestrel and behind ours.</summary>
    public async Task<JsonObject> StartAsync(CancellationToken cancel)
    {
        var control = await WebAsync(MapControl, cancel);
        var alike = await WebAsync(HttpCounting.Map, cancel, Receiving.ReceiveInLargeBlocks);
        var plain = await WebAsync(HttpCounting.Map, cancel);
        return new JsonObject
        {
            ["control"] = control.ToString(),
            [Alike] = alike.ToString(),
            [Plain] = plain.ToString(),
        };
    }

    public async ValueTask DisposeAsync()
    {
        while (closing.TryPop(out var web))
        {
            await web.DisposeAsync();
        }

        await CloseOwnAsync();
    }

    private void MapControl(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/" + OpenPath, async context => await context.Response.WriteAsync((await OpenOwnAsync()).ToJsonString()));
        routes.MapGet("/" + CpuPath, context => context.Response.WriteAsync(SettledCpuSeconds()));
    }

    /// <summary>What an earlier side has left to the collector is not charged to the next one.</summary>
    private static string SettledCpuSeconds()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.CpuUsage.TotalTime.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
    }

    private async Task<JsonObject> OpenOwnAsync()
    {
        await CloseOwnAsync();
        var options = new ServeOptions
        {
            DataFolder = Path.Combine(folder, (++opened).ToString(CultureInfo.InvariantCulture)),
            Listen = AnyPort,
            VirtualStart = EventLines.Start.AddHours(EventFile.Hours),
            Partitions = 1,
        };
        own = await ServeHost.StartAsync(options, Console.Error.WriteLine, CancellationToken.None);
        return new JsonObject { ["address"] = own.Address.ToString(), ["key"] = await MakeKeyAsync(own) };
    }

    private static async Task<string> MakeKeyAsync(ServeHost host)
    {
        var registrar = new Registrar(host.Registry, new SystemChance());
        var accounts = new List<int>();
        foreach (var advertiser in Enumerable.Range(0, EventLines.Advertisers).Select(EventLines.Advertiser))
        {
            var made = new NewAccount
            {
                Name = advertiser,
                Marketplace = EventLines.Marketplace,
                AdvertiserId = advertiser,
            };
            accounts.Add(Made(await registrar.AddAccountAsync(made, CancellationToken.None)).Key);
        }

        return Made(await registrar.AddIngestKeyAsync("bench", accounts, CancellationToken.None)).Secret;
    }

    private static T Made<T>(Answer<T> answer)
        where T : class => answer.Value ?? throw new InvalidOperationException(answer.Fault?.Message);

    private async Task CloseOwnAsync()
    {
        if (own is not null)
        {
            await own.DisposeAsync();
            own = null;
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Uri> WebAsync(
        Action<IEndpointRouteBuilder> map,
        CancellationToken cancel,
        Func<IWebHostBuilder, IWebHostBuilder>? receive = null
    )
    {
        var web = await LocalWeb.StartAsync(AnyPort, map, cancel, receive);
        closing.Push(web);
        return web.Address;
    }
}
