using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Server.Api;
using Millrace.Server.Clock;
using Millrace.Server.Confirmations;
using Millrace.Server.Health;
using Millrace.Server.Http;
using Millrace.Server.Ingestion;
using Millrace.Server.Schemas;

namespace Millrace.Server;

/// <summary>Every path that the service answers.</summary>
public static class ServerRoutes
{
    private const string Subscriptions = "/streams/subscriptions";

    public static void Map(IEndpointRouteBuilder routes, ServerServices services)
    {
        DecodedBody.RequireStrictness();
        void Api(string method, string pattern, Func<HttpContext, Task<Reply>> handle) =>
            routes.MapMethods(pattern, [method], Guarded.Around(services, handle, Bodies.BytesMax));

        Api("POST", "/auth/o2/token", context => TokenEndpoint.PostAsync(services, context));
        Api("GET", "/v2/profiles", context => ProfilesEndpoint.GetAsync(services, context));

        var subscriptions = new SubscriptionEndpoints(services);
        Api("GET", Subscriptions, subscriptions.ListAsync);
        Api("POST", Subscriptions, subscriptions.CreateAsync);
        Api("GET", Subscriptions + "/{subscriptionId}", subscriptions.GetAsync);
        Api("PUT", Subscriptions + "/{subscriptionId}", subscriptions.UpdateAsync);
        Api("DELETE", Subscriptions + "/{subscriptionId}", SubscriptionEndpoints.RefuseDeleteAsync);

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
        Api("GET", "/health", _ => Task.FromResult(HealthEndpoint.Get(services)));

        if (services.SetClock is { } setClock)
        {
            Api("POST", "/sandbox/v1/clock", context => ClockEndpoint.PostAsync(setClock, context));
        }
    }
}
