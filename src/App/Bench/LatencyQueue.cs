using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Millrace.App.Bench;

/// <summary>Queues that take all that is sent; of messages to one of them it is told when they came.</summary>
internal sealed class LatencyQueue : IAsyncDisposable
{
    /// <summary>Name of the queue of urgent messages.</summary>
    public const string Urgent = "urgent";

    private readonly Action<JsonElement, long> came;
    private LocalWeb web = null!;
    private long taken;

    private LatencyQueue(Action<JsonElement, long> came) => this.came = came;

    public Uri Address => web.Address;

    /// <summary>Messages of all other queues.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <param name="came">Called with each message of the queue <see cref="Urgent"/> and the time stamp at which its call came.</param>
    public static async Task<LatencyQueue> StartAsync(Action<JsonElement, long> came)
    {
        var queue = new LatencyQueue(came);
        queue.web = await LocalWeb.StartAsync(
            new Uri("http://127.0.0.1:0"),
            routes => ((IApplicationBuilder)routes).Run(queue.AnswerAsync),
            CancellationToken.None
        );
        return queue;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var at = TimeProvider.System.GetTimestamp();
        using var request = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var answer =
            context.Request.Headers["X-Amz-Target"] == "AmazonSQS.SendMessageBatch"
                ? Take(request, at)
                : Encoding.UTF8.GetBytes(
                    $$"""{"QueueUrl":"http://{{context.Request.Host}}/000000000000/{{request.RootElement.GetProperty("QueueName").GetString()}}"}"""
                );
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private byte[] Take(JsonDocument request, long at)
    {
        var entries = request.RootElement.GetProperty("Entries");
        if (!request.RootElement.GetProperty("QueueUrl").GetString()!.EndsWith(Urgent, StringComparison.Ordinal))
        {
            Interlocked.Add(ref taken, entries.GetArrayLength());
            return SqsAnswerer.Taken(request);
        }

        foreach (var entry in entries.EnumerateArray())
        {
            using var message = JsonDocument.Parse(entry.GetProperty("MessageBody").GetString()!);
            came(message.RootElement, at);
        }

        return SqsAnswerer.Taken(request);
    }
}
