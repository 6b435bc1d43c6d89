using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StandardWebhooks;

namespace Millrace.Unit.Destinations.Notices;

/// <summary>The platform's side on loopback: checks each notice by a library of others, and keeps it.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private readonly WebApplication web;
    private readonly StandardWebhook checker = new(Secret);
    private readonly Channel<(string Id, JsonElement Body)> received = Channel.CreateBounded<(string, JsonElement)>(1000);

    private WebhookReceiver(WebApplication web) => this.web = web;

    public Uri Address => new($"{web.Urls.First()}/notices");

    /// <summary>What it answers, after it has taken note of the call; 200 where nothing is said.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many calls came, to this path or another.</summary>
    public int Calls { get; private set; }

    /// <summary>How many of these were signed as they have to be.</summary>
    public int Signed { get; private set; }

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var receiver = new WebhookReceiver(web);
        web.Run(receiver.TakeAsync);
        await web.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The next notice; waits for it.</summary>
    public async Task<(string Id, JsonElement Body)> NextAsync() =>
        await received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Calls++;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        checker.Verify(body, context.Request.Headers);
        Signed++;
        received.Writer.TryWrite((context.Request.Headers["webhook-id"]!, JsonSerializer.Deserialize<JsonElement>(body)));
        await Answer(context);
    }
}
