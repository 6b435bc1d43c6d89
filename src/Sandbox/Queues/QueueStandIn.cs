using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Sandbox.Queues.Actions;
using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Store;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Queues;

/// <summary>
/// A stand-in for Amazon SQS: standard queues in one SQLite file, over both of its protocols. What was answered as sent outlives
/// the process. Signatures are not verified, so listen on loopback only.
/// </summary>
public sealed partial class QueueStandIn : IStandIn, IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly FaultRules faults;
    private readonly SerialStore<StoreTurn> store;
    private readonly ActionContext context;
    private readonly FrozenDictionary<string, Func<QueueCall, CancellationToken, Task<JsonObject>>> actions;
    private ILogger log = NullLogger.Instance;

    private QueueStandIn(string sqliteFile, QueueStandInOptions options, FaultRules faults, TimeProvider wallTime)
    {
        this.faults = faults;
        store = new(sqliteFile, QueueTables.Format1, sql => new StoreTurn(sql, options, wallTime));
        context = new(store, new QueueSignals(), faults.Of("sqs"), options, wallTime, closing.Token);
        var queues = new QueueActions(context);
        var send = new SendActions(context);
        var settle = new SettleActions(context);
        actions = new Dictionary<string, Func<QueueCall, CancellationToken, Task<JsonObject>>>(StringComparer.Ordinal)
        {
            ["CreateQueue"] = queues.CreateAsync,
            ["GetQueueUrl"] = queues.GetUrlAsync,
            ["ListQueues"] = queues.ListAsync,
            ["DeleteQueue"] = queues.DeleteAsync,
            ["PurgeQueue"] = queues.PurgeAsync,
            ["GetQueueAttributes"] = queues.GetAttributesAsync,
            ["SetQueueAttributes"] = queues.SetAttributesAsync,
            ["SendMessage"] = send.SendAsync,
            ["SendMessageBatch"] = send.SendBatchAsync,
            ["ReceiveMessage"] = new ReceiveActions(context).ReceiveAsync,
            ["DeleteMessage"] = settle.DeleteAsync,
            ["DeleteMessageBatch"] = settle.DeleteBatchAsync,
            ["ChangeMessageVisibility"] = settle.ChangeVisibilityAsync,
            ["ChangeMessageVisibilityBatch"] = settle.ChangeVisibilityBatchAsync,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Opens the file, or makes it where there is none. One process at a time may have it open.</summary>
    /// <param name="wallTime">The clock of delays, visibility and waiting receives.</param>
    /// <exception cref="ArgumentException">The options do not hold.</exception>
    /// <exception cref="InvalidOperationException">The file is in use, or was written by a newer program.</exception>
    public static QueueStandIn Open(string sqliteFile, QueueStandInOptions options, TimeProvider wallTime) =>
        Open(sqliteFile, options, new FaultRules(options.FaultSeed), wallTime);

    internal static QueueStandIn Open(string sqliteFile, QueueStandInOptions options, FaultRules faults, TimeProvider wallTime)
    {
        options.Validate();
        return new QueueStandIn(sqliteFile, options, faults, wallTime);
    }

    /// <summary>
    /// Maps <c>/</c> and <c>/{account}/{queue}</c>, where SQS answers, and <c>/_faults</c>. Waiting receives end when the host stops.
    /// </summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        Attach(routes);
        string[] methods = ["GET", "POST"];
        var answer = BrokenRequests.Refused(http =>
            AnswerAsync(http, new Caller(CredentialScope.Of(http.Request), null, CallFault.None))
        );
        routes.MapMethods("/", methods, answer);
        routes.MapMethods("/{account}/{queue}", methods, answer);
        FaultRoutes.Map(routes, faults);
    }

    /// <summary>Takes the log and the end of the host, where another maps the paths.</summary>
    internal void Attach(IEndpointRouteBuilder routes)
    {
        log = routes.ServiceProvider.GetService<ILoggerFactory>()?.CreateLogger<QueueStandIn>() ?? log;
        routes.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(closing.Cancel);
    }

    /// <summary>Makes a queue in a region, as CreateQueue does; one that is there stays as it is.</summary>
    public Task CreateQueueAsync(string region, string name, CancellationToken cancel) =>
        actions["CreateQueue"](new QueueCall("CreateQueue", region, "", "/", new JsonObject { ["QueueName"] = name }), cancel);

    /// <summary>Ends waiting receives, finishes what was taken, closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await store.DisposeAsync();
    }

    async Task IStandIn.AnswerAsync(HttpContext http, Caller caller) => await AnswerAsync(http, caller);

    private async Task AnswerAsync(HttpContext http, Caller caller)
    {
        var protocol = CallReader.ProtocolOf(http.Request);
        try
        {
            var call = (await CallReader.ReadAsync(http.Request, http.RequestAborted)) with
            {
                IsPublisher = caller.Scope.AccessKey == context.Options.PublisherKey,
            };
            var action = actions.GetValueOrDefault(call.Action);
            if (action is null)
            {
                throw QueueError.InvalidAction(Fields.Shortened(call.Action));
            }

            await ServiceFaults.RunAsync(
                caller.Fault == CallFault.None ? context.Faults.OfCall(call.Target?.Queue ?? "") : caller.Fault,
                http,
                async () =>
                {
                    var answer = await action(call, http.RequestAborted);
                    return () => AnswerWriter.WriteAsync(http, protocol, call.Action, answer);
                },
                QueueError.Of,
                context.WallTime,
                closing.Token
            );
        }
        catch (QueueError error)
        {
            await AnswerWriter.WriteAsync(http, protocol, error);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody reads an answer.
        }
        catch (Exception error) when (!http.Response.HasStarted && error is not BadHttpRequestException)
        {
            CallFailed(log, error);
            await AnswerWriter.WriteAsync(http, protocol, QueueError.InternalFailure());
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A call to the queue stand-in failed.")]
    private static partial void CallFailed(ILogger log, Exception error);
}
