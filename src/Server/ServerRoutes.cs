using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Server.Api;
using Millrace.Server.Clock;
using Millrace.Server.Confirmations;
using Millrace.Server.Description;
using Millrace.Server.Health;
using Millrace.Server.Http;
using Millrace.Server.Ingestion;
using Millrace.Server.Schemas;

namespace Millrace.Server;

/// <summary>Every path that the service answers.</summary>
public static class ServerRoutes
{
    private const string NoPath = "There is nothing at this method and path: GET /docs shows what there is.";

    public static void Map(IEndpointRouteBuilder routes, ServerServices services)
    {
        DecodedBody.RequireStrictness();
        void Api(string method, string pattern, Func<HttpContext, Task<Reply>> handle) =>
            routes.MapMethods(pattern, [method], Guarded.Around(services, handle, Bodies.BytesMax));

        Api("POST", "/auth/o2/token", context => TokenEndpoint.PostAsync(services, context));
        Api("GET", "/v2/profiles", context => ProfilesEndpoint.GetAsync(services, context));

        foreach (
            var (path, isDsp) in (ReadOnlySpan<(string, bool)>)
                [("/streams/subscriptions", false), ("/dsp/streams/subscriptions", true)]
        )
        {
            var subscriptions = new SubscriptionEndpoints(services, isDsp);
            Api("GET", path, subscriptions.ListAsync);
            Api("POST", path, subscriptions.CreateAsync);
            Api("GET", path + "/{subscriptionId}", subscriptions.GetAsync);
            Api("PUT", path + "/{subscriptionId}", subscriptions.UpdateAsync);
            Api("POST", path + "/{subscriptionId}/snapshot", subscriptions.SnapshotAsync);
            Api("POST", path + "/{subscriptionId}/resend-confirmation", subscriptions.ResendConfirmationAsync);
            var replays = new ReplayEndpoints(services, isDsp);
            Api("POST", path + "/{subscriptionId}/replays", replays.AskAsync);
            Api("GET", path + "/{subscriptionId}/replays", replays.ListAsync);
            Api("GET", path + "/{subscriptionId}/replays/{replayId}", replays.GetAsync);
            Api("PUT", path + "/{subscriptionId}/replays/{replayId}", replays.UpdateAsync);
            var letters = new DeadLetterEndpoints(services, isDsp);
            Api("GET", path + "/{subscriptionId}/dead-letters", letters.ListAsync);
            Api("POST", path + "/{subscriptionId}/dead-letters/redrive", letters.RedriveAsync);
            Api("POST", path + "/{subscriptionId}/dead-letters/purge", letters.PurgeAsync);
            Api("POST", path + "/{subscriptionId}/test-message", subscriptions.TestMessageAsync);
            Api("POST", path + "/{subscriptionId}/diagnosis", subscriptions.DiagnosisAsync);
            Api("DELETE", path + "/{subscriptionId}", SubscriptionEndpoints.RefuseDeleteAsync);
        }

        Api("GET", "/setup/{dataset}/{realm}", context => SetupEndpoint.GetAsync(services, context));

        var sns = new SnsEndpoints(services);
        Api("GET", "/", sns.GetAsync);
        Api("POST", "/", sns.PostAsync);
        Api("GET", "/SimpleNotificationService-{name}.pem", sns.CertificateAsync);

        var ingest = new IngestEndpoints(services);
        var ingestBytesMax = services.Ingest.Options.BodyBytesMax;
        routes.MapPost("/ingest/v1/events", Guarded.Around(services, ingest.EventsAsync, ingestBytesMax));
        routes.MapPut("/ingest/v1/entities", Guarded.Around(services, ingest.EntitiesAsync, ingestBytesMax));
        routes.MapPut("/ingest/v1/products", Guarded.Around(services, ingest.ProductsAsync, ingestBytesMax));
        routes.MapPost("/ingest/v1/shoppers/forget", Guarded.Around(services, ingest.ForgetShoppersAsync, ingestBytesMax));

        Api("GET", "/schemas/ingest/events", _ => Task.FromResult(IngestSchemas.Events));
        Api("GET", "/schemas/ingest/entities", _ => Task.FromResult(IngestSchemas.Entities));
        Api("GET", "/schemas/ingest/products", _ => Task.FromResult(IngestSchemas.Products));
        Api("GET", "/schemas/ingest/shoppers", _ => Task.FromResult(IngestSchemas.Shoppers));
        Api("GET", "/schemas/{dataset}", context => Task.FromResult(DatasetSchemas.Get(context)));
        Api("GET", "/schemas/{dataset}/{version}", context => Task.FromResult(DatasetSchemas.Get(context)));
        ApiDescription.Map(routes, services);
        Api("GET", "/health", _ => Task.FromResult(HealthEndpoint.Get(services)));

        routes
            .Map("/{**path}", Guarded.Around(services, _ => Task.FromResult(Reply.NotFound(NoPath)), Bodies.BytesMax))
            .WithOrder(int.MaxValue);
        if (services.SetClock is { } setClock)
        {
            Api("POST", "/sandbox/v1/clock", context => ClockEndpoint.PostAsync(setClock, context));
        }
    }
}
