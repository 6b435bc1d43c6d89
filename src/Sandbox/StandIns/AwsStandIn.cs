using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Sandbox.Objects;
using Millrace.Sandbox.Queues;
using Millrace.Sandbox.Roles;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Store;
using Millrace.Sandbox.StandIns.Wire;
using Millrace.Sandbox.Streams;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Sandbox.StandIns;

/// <summary>
/// Stand-ins for SQS, S3, STS and Firehose behind one address: a request says which it is for, as all that is signed names its service.
/// What was answered as done outlives the process. Keys are not verified, temporary ones that were handed out here are: listen on
/// loopback only.
/// </summary>
public sealed class AwsStandIn : IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly FaultRules faults;
    private readonly StandInServices services;
    private readonly QueueStandIn queues;
    private readonly ObjectStandIn objects;
    private readonly RoleStandIn roles;
    private readonly StreamStandIn streams;
    private readonly CallerCheck callers;

    private AwsStandIn(string folder, AwsStandInOptions options, TimeProvider wallTime)
    {
        faults = new FaultRules(options.Queues.FaultSeed);
        queues = QueueStandIn.Open(Path.Combine(folder, "queues.db"), options.Queues, faults, wallTime);
        var store = new SerialStore<StandInTurn>(
            Path.Combine(folder, "stand-ins.db"),
            StandInTurn.Tables,
            sql => new StandInTurn(sql, options, wallTime)
        );
        services = new StandInServices(store, faults, options, wallTime, closing.Token);
        objects = new ObjectStandIn(services);
        roles = new RoleStandIn(services);
        streams = new StreamStandIn(services);
        callers = new CallerCheck(services);
    }

    /// <summary>Opens the files in a folder, or makes them where there are none. One process at a time may have them open.</summary>
    /// <param name="wallTime">The clock of delays, visibility, waiting receives, buffering and credentials.</param>
    /// <exception cref="ArgumentException">The options do not hold.</exception>
    /// <exception cref="InvalidOperationException">A file is in use, or was written by a newer program.</exception>
    public static AwsStandIn Open(string folder, AwsStandInOptions options, TimeProvider wallTime)
    {
        options.Validate();
        return new AwsStandIn(folder, options, wallTime);
    }

    /// <summary>Maps every path, with <c>/_faults</c> and <c>/_roles</c> for what is set about the stand-ins themselves.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var logs = routes.ServiceProvider.GetService<ILoggerFactory>();
        services.Log = logs?.CreateLogger<AwsStandIn>() ?? services.Log;
        routes.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(closing.Cancel);
        queues.Attach(routes);
        FaultRoutes.Map(routes, faults);
        RoleRoutes.Map(routes, services);
        routes.Map("/{**path}", BrokenRequests.Refused(AnswerAsync));
    }

    /// <summary>Makes a queue in a region, as CreateQueue does; one that is there stays as it is.</summary>
    public Task CreateQueueAsync(string region, string name, CancellationToken cancel) =>
        queues.CreateQueueAsync(region, name, cancel);

    /// <summary>Makes a stream in a region, and the bucket that it writes to; what is there stays as it is.</summary>
    /// <param name="bufferSeconds">How long records wait for an object, 0 to 900.</param>
    public async Task CreateStreamAsync(string region, string name, string bucket, int bufferSeconds, CancellationToken cancel)
    {
        await objects.CreateBucketAsync(region, bucket, cancel);
        var destination = new S3DestinationCall(
            $"arn:aws:iam::{services.AccountId}:role/firehose",
            $"arn:aws:s3:::{bucket}",
            BufferingHints: new BufferingHintsCall(null, bufferSeconds)
        );
        await streams.CreateAsync(new CreateStreamCall(name, null, destination), region, cancel);
    }

    /// <summary>Ends what waits, finishes what was taken, closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await queues.DisposeAsync();
        await streams.DisposeAsync();
        await services.Store.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (HttpMethods.IsConnect(http.Request.Method))
        {
            // No service has it, and an answer to it may have no body.
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        try
        {
            var caller = await callers.CheckAsync(http);
            IStandIn standIn = ServiceOf(http.Request, caller.Scope.Service) switch
            {
                "s3" => objects,
                "sts" => roles,
                "firehose" => streams,
                _ => queues,
            };
            await standIn.AnswerAsync(http, caller);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody reads an answer.
        }
    }

    /// <summary>The service that a request was signed for; one that was not is told by its form.</summary>
    private static string ServiceOf(HttpRequest request, string signedFor)
    {
        if (signedFor.Length > 0)
        {
            return signedFor;
        }

        if (request.Headers["X-Amz-Target"] is [{ } target])
        {
            return target.StartsWith(StreamCall.TargetPrefix, StringComparison.Ordinal) ? "firehose" : "sqs";
        }

        return HttpMethods.IsPost(request.Method) || request.Query.ContainsKey("Action") ? "sqs" : "s3";
    }
}
