using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Millrace.Unit.Landing;

/// <summary>One queue over SQS's JSON protocol; faults are given out before answers.</summary>
internal sealed class QueueStub : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<string> visible = new();
    private readonly Dictionary<string, string> received = [];
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication web;
    private int handles;

    private QueueStub(WebApplication web) => this.web = web;

    public Uri Address =>
        new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>So many calls are answered with a fault of the server.</summary>
    public int FaultsLeft { get; set; }

    /// <summary>So many deletions are refused; their messages are received again.</summary>
    public int RefusedDeletionsLeft { get; set; }

    /// <summary>The requests that came, by operation.</summary>
    public List<(string Operation, JsonNode Request)> Requests { get; } = [];

    /// <summary>Ends when every message was deleted.</summary>
    public Task Empty => empty.Task;

    public static async Task<QueueStub> StartAsync(params IEnumerable<string> bodies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var stub = new QueueStub(web);
        foreach (var body in bodies)
        {
            stub.visible.Enqueue(body);
        }

        web.MapPost("/", stub.AnswerAsync);
        await web.StartAsync(LandingRig.Cancel);
        return stub;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        JsonNode? answer;
        lock (gate)
        {
            Requests.Add((operation, request));
            answer =
                FaultsLeft-- > 0
                    ? null
                    : operation switch
                    {
                        "GetQueueUrl" => new JsonObject { ["QueueUrl"] = new Uri(Address, "123456789012/records").AbsoluteUri },
                        "ReceiveMessage" => Receive((int)request["MaxNumberOfMessages"]!),
                        "DeleteMessageBatch" => Delete(request["Entries"]!.AsArray()),
                        _ => null,
                    };
        }

        context.Response.StatusCode = answer is null ? 500 : 200;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync((answer ?? new JsonObject { ["__type"] = "InternalError" }).ToJsonString());
    }

    private JsonObject Receive(int count)
    {
        var messages = new JsonArray();
        while (messages.Count < count && visible.TryDequeue(out var body))
        {
            var handle = $"handle-{++handles}";
            received[handle] = body;
            messages.Add(
                new JsonObject
                {
                    ["MessageId"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..32],
                    ["ReceiptHandle"] = handle,
                    ["Body"] = body,
                    ["MD5OfBody"] = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body))),
                }
            );
        }

        return new JsonObject { ["Messages"] = messages };
    }

    private JsonObject Delete(JsonArray entries)
    {
        var (done, failed) = (new JsonArray(), new JsonArray());
        foreach (var entry in entries)
        {
            var (id, handle) = ((string)entry!["Id"]!, (string)entry["ReceiptHandle"]!);
            if (RefusedDeletionsLeft-- > 0)
            {
                visible.Enqueue(received[handle]);
                failed.Add(
                    new JsonObject
                    {
                        ["Id"] = id,
                        ["Code"] = "InternalError",
                        ["SenderFault"] = false,
                    }
                );
            }
            else
            {
                done.Add(new JsonObject { ["Id"] = id });
            }

            received.Remove(handle);
        }

        if (received.Count == 0 && visible.Count == 0)
        {
            empty.TrySetResult();
        }

        return new JsonObject { ["Successful"] = done, ["Failed"] = failed };
    }
}
