using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Millrace.Landing.Confirming;
using Millrace.Landing.Querying;

namespace Millrace.Landing;

/// <summary>A landing as a whole: the file of a data folder, the service that fills it, the endpoint that answers queries.</summary>
public sealed class LandingHost : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient http;
    private readonly EndpointFile endpointFile;
    private readonly WebApplication web;
    private readonly Task running;

    private LandingHost(
        string dataFolder,
        LandingOptions options,
        LandingStore store,
        WebApplication web,
        X509Certificate2? trusts,
        TimeProvider wall
    )
    {
        http = LandingService.CreateHttpClient(trusts);
        this.web = web;
        Store = store;
        var logger = web.Services.GetRequiredService<ILogger<LandingService>>();
        Service = new LandingService(options, store, http, wall, logger);
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Endpoint = new Uri(addresses.Addresses.First());
        endpointFile = EndpointFile.Write(dataFolder, Endpoint);
        running = Service.RunAsync(stop.Token);
    }

    public LandingStore Store { get; }

    public LandingService Service { get; }

    public LandingCounters Counters => Store.Counters;

    /// <summary>Where queries are answered.</summary>
    public Uri Endpoint { get; }

    /// <summary>Ends when the landing does.</summary>
    public Task Completion => running;

    /// <param name="listen">An http address on loopback; port 0 takes a free one.</param>
    /// <param name="log">Where the host logs to; null for nowhere.</param>
    /// <exception cref="LandingException">An option is not usable, or the file is held by another process.</exception>
    public static async Task<LandingHost> StartAsync(
        string dataFolder,
        Uri listen,
        LandingOptions options,
        TimeProvider wall,
        Action<ILoggingBuilder>? log,
        CancellationToken cancel
    )
    {
        var faults = options.Faults().ToList();
        if (listen.Scheme != Uri.UriSchemeHttp || !listen.IsLoopback)
        {
            faults.Add($"Listen: {listen} is not an http address on loopback, such as http://127.0.0.1:0.");
        }

        if (faults.Count > 0)
        {
            throw new LandingException("The landing cannot start. " + string.Join(" ", faults));
        }

        var trusts = options.TrustFile is { } file ? TrustedRoot.Read(file) : null;
        var store = await LandingStore
            .OpenAsync(Path.Combine(dataFolder, QueryClient.FileName), wall, cancel)
            .ConfigureAwait(false);
        // Empty: others read settings out of the working folder and watch all that is written below it, the landing's files too.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Millrace.Landing" });
        builder.Services.AddRoutingCore();
        log?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().UseUrls(listen.GetLeftPart(UriPartial.Authority));
        var web = builder.Build();
        QueryEndpoint.MapQuery(web, store);
        try
        {
            await web.StartAsync(cancel).ConfigureAwait(false);
            return new LandingHost(dataFolder, options, store, web, trusts, wall);
        }
        catch (Exception fault)
        {
            await web.DisposeAsync().ConfigureAwait(false);
            await store.DisposeAsync().ConfigureAwait(false);
            throw fault is IOException or InvalidOperationException
                ? new LandingException(
                    $"Queries cannot be answered at {listen}: {fault.Message} Name another port with --listen.",
                    fault
                )
                : fault;
        }
    }

    /// <summary>Stops receiving, stores and deletes what was received, takes the endpoint away and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        endpointFile.Dispose();
        await web.StopAsync().ConfigureAwait(false);
        await web.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        http.Dispose();
        stop.Dispose();
    }
}
