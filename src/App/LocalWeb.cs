using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Millrace.App;

/// <summary>A room's routes behind an address of their own.</summary>
internal sealed class LocalWeb : IAsyncDisposable
{
    private readonly WebApplication web;

    private LocalWeb(WebApplication web)
    {
        this.web = web;
        Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens, the port that it was given where none was asked for.</summary>
    public Uri Address { get; }

    /// <param name="map">Maps the routes.</param>
    /// <param name="receive">Changes how Kestrel receives; null: as it does of itself.</param>
    public static async Task<LocalWeb> StartAsync(
        Uri listen,
        Action<IEndpointRouteBuilder> map,
        CancellationToken cancel,
        Func<IWebHostBuilder, IWebHostBuilder>? receive = null
    )
    {
        // Empty: others read settings out of the working folder and watch all that is written below it, a ledger too.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "millrace" });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls(listen.GetLeftPart(UriPartial.Authority));
        receive?.Invoke(builder.WebHost);
        var web = builder.Build();
        map(web);
        try
        {
            await web.StartAsync(cancel);
            return new LocalWeb(web);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }
}
