using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Runtime;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Accounts;

namespace Millrace.Server.Subscriptions;

/// <summary>The four operations of the subscription API (contract, 1.3 to 1.5).</summary>
internal sealed class SubscriptionEndpoints(ServerServices services, Callers callers)
{
    public async Task ListAsync(HttpContext context)
    {
        var owner = await callers.OwnerAsync(context);
        var query = context.Request.Query;
        int? max = null;
        if (query.TryGetValue("maxResults", out var text))
        {
            max = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }

        var token = query.TryGetValue("startingToken", out var given) ? given.ToString() : null;
        var page = Done(await services.Subscriptions.ListAsync(owner, max, token, context.RequestAborted));
        await WriteAsync(
            context,
            json =>
            {
                json.WriteStartArray("subscriptions");
                foreach (var subscription in page.Subscriptions)
                {
                    SubscriptionJson.Write(json, subscription);
                }

                json.WriteEndArray();
                if (page.NextToken is { } next)
                {
                    json.WriteString("nextToken", next);
                }
            }
        );
    }

    public async Task CreateAsync(HttpContext context)
    {
        var owner = await callers.OwnerAsync(context);
        var request = SubscriptionJson.ReadCreate(await SmallBody.ReadJsonAsync(context));
        var made = Done(await services.Subscriptions.CreateAsync(owner, request, context.RequestAborted));
        await WriteAsync(
            context,
            json =>
            {
                json.WriteString("clientRequestToken", made.RequestToken);
                json.WriteString("subscriptionId", made.Id);
            }
        );
    }

    public async Task GetAsync(HttpContext context)
    {
        var owner = await callers.OwnerAsync(context);
        var found = Done(await services.Subscriptions.GetAsync(owner, IdOf(context), context.RequestAborted));
        await WriteAsync(
            context,
            json =>
            {
                json.WritePropertyName("subscription");
                SubscriptionJson.Write(json, found);
            }
        );
    }

    public async Task UpdateAsync(HttpContext context)
    {
        var owner = await callers.OwnerAsync(context);
        var body = await SmallBody.ReadJsonAsync(context);
        var request = new UpdateSubscription(body.Text("status"), body.Text("notes"));
        Done(await services.Subscriptions.UpdateAsync(owner, IdOf(context), request, context.RequestAborted));
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = 0;
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["subscriptionId"]!;

    private static T Done<T>(Answer<T> answer)
        where T : class => answer.IsDone ? answer.Value : throw ApiError.Of(answer.Fault);

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }
}
