using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Server.Accounts;
using Millrace.Server.Confirmations;
using Millrace.Server.Ingest;
using Millrace.Server.Subscriptions;

namespace Millrace.Server;

/// <summary>Every address of the server.</summary>
public static class ServerRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ServerServices services)
    {
        var tokens = new TokenEndpoint(services);
        var callers = new Callers(services);
        var subscriptions = new SubscriptionEndpoints(services, callers);
        var confirmations = new ConfirmationEndpoints(services);
        var ingest = new IngestEndpoints(services);
        void On(string method, string path, Func<HttpContext, Task> handle) =>
            routes.MapMethods(path, [method], context => GuardedAsync(context, services, handle));

        On("POST", "/auth/o2/token", tokens.ExchangeAsync);
        On("GET", "/v2/profiles", new ProfileEndpoint(callers).ListAsync);
        On("GET", "/streams/subscriptions", subscriptions.ListAsync);
        On("POST", "/streams/subscriptions", subscriptions.CreateAsync);
        On("GET", "/streams/subscriptions/{subscriptionId}", subscriptions.GetAsync);
        On("PUT", "/streams/subscriptions/{subscriptionId}", subscriptions.UpdateAsync);
        On("GET", "/", confirmations.ConfirmAsync);
        On("POST", "/", confirmations.ConfirmAsync);
        On("GET", "/{certificate}", confirmations.CertificateAsync);
        On("POST", "/ingest/v1/events", ingest.TakeEventsAsync);
        On("PUT", "/ingest/v1/entities", ingest.TakeEntitiesAsync);
        On("GET", "/schemas/ingest/{name}", IngestSchemas.GetAsync);
        On("GET", "/health", context => context.Response.WriteAsJsonAsync(new { status = "ok" }));
        if (services.SetClock is not null)
        {
            On("POST", "/sandbox/v1/clock", new ClockEndpoint(services.SetClock).SetAsync);
        }
    }

    /// <summary>The last resort: whatever a request does, it gets an answer and the process lives.</summary>
    private static async Task GuardedAsync(HttpContext context, ServerServices services, Func<HttpContext, Task> handle)
    {
        try
        {
            if (context.Request.Path.Value is { Length: > 1 } path && path.EndsWith('/'))
            {
                await ApiError.NotFound("A trailing slash is not allowed: call the address without it.").WriteAsync(context);
                return;
            }

            await handle(context);
        }
        catch (ApiError error)
        {
            await TryWriteAsync(context, error);
        }
        catch (BadHttpRequestException fault)
        {
            await TryWriteAsync(context, ApiError.Of(fault));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody is there to be answered.
        }
        catch (Exception fault)
        {
            services.Tell($"{context.Request.Method} {context.Request.Path}: {fault.GetType().Name}: {fault.Message}");
            await TryWriteAsync(context, new ApiError(500, "InternalServerError", "The service failed; try again."));
        }
    }

    private static Task TryWriteAsync(HttpContext context, ApiError error) =>
        context.Response.HasStarted ? Task.CompletedTask : error.WriteAsync(context);
}
