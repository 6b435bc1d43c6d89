using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Runtime;
using Millrace.Runtime.DeadLetters;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>…/subscriptions/{subscriptionId}/dead-letters: read, send again, purge. The original has no such thing.</summary>
internal sealed class DeadLetterEndpoints(ServerServices services, bool isDsp)
{
    private readonly Callers callers = new(services);

    public Task<Reply> ListAsync(HttpContext context) =>
        callers.WithOwnerAsync(context, isDsp, owner => ListAsync(context, owner));

    private async Task<Reply> ListAsync(HttpContext context, SubscriptionOwner owner)
    {
        if (!Paging.TryRead(context, out var max, out var startingToken))
        {
            return Paging.NoNumber;
        }

        var page = await services.DeadLetters.ListAsync(owner, Id(context), max, startingToken, context.RequestAborted);
        if (!page.IsDone)
        {
            return Reply.Of(page.Fault);
        }

        var body = new JsonObject { ["deadLetters"] = new JsonArray([.. page.Value.Letters.Select(Write)]) };
        if (page.Value.Next is { } next)
        {
            body["nextToken"] = next;
        }

        return Reply.Json(body);
    }

    public Task<Reply> RedriveAsync(HttpContext context) =>
        WithIdsAsync(
            context,
            "dead-letters redrive",
            async (owner, ids) =>
            {
                var done = await services.DeadLetters.RedriveAsync(owner, Id(context), ids, context.RequestAborted);
                return done.IsDone ? (Write(done.Value), null) : (null, done.Fault);
            }
        );

    public Task<Reply> PurgeAsync(HttpContext context) =>
        WithIdsAsync(
            context,
            "dead-letters purge",
            async (owner, ids) =>
            {
                var done = await services.DeadLetters.PurgeAsync(owner, Id(context), ids, context.RequestAborted);
                return done.IsDone ? (new JsonObject { ["purgedRecords"] = done.Value.Count }, null) : (null, done.Fault);
            }
        );

    private Task<Reply> WithIdsAsync(
        HttpContext context,
        string act,
        Func<SubscriptionOwner, IReadOnlyList<string>?, Task<(JsonObject? Done, Fault? Fault)>> handle
    ) =>
        callers.WithBodyAsync(
            context,
            isDsp,
            async (owner, root) =>
            {
                var body = new Field(root);
                var ids = body.Texts("deadLetterIds");
                if (body.Fault is { } wrong)
                {
                    return Reply.Invalid(wrong);
                }

                var (done, fault) = await handle(owner, ids);
                await services.NoteAsync(owner, act, Id(context), done is not null, context.RequestAborted);
                return done is null ? Reply.Of(fault!) : Reply.Json(done);
            }
        );

    private static JsonObject Write(LetterText text)
    {
        var json = new JsonObject
        {
            ["deadLetterId"] = LetterId.Of(text.Letter.Place),
            ["updatedDate"] = UtcText.Of(text.Letter.Since),
            ["reason"] = text.Letter.Why,
        };
        if (text.Body is { } body)
        {
            json["messageBody"] = Encoding.UTF8.GetString(body);
        }

        return json;
    }

    private static JsonObject Write(LettersSent sent)
    {
        var json = new JsonObject { ["sentRecords"] = sent.Sent, ["refusedRecords"] = sent.Left };
        if (sent.Why is { } why)
        {
            json["reason"] = why;
        }

        return json;
    }

    private static string Id(HttpContext context) => (string)context.GetRouteValue("subscriptionId")!;
}
