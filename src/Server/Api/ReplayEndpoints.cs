using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Runtime;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>…/subscriptions/{subscriptionId}/replays: ask, list, get, cancel. The original has no such thing.</summary>
internal sealed class ReplayEndpoints(ServerServices services, bool isDsp)
{
    private readonly Callers callers = new(services);

    public Task<Reply> AskAsync(HttpContext context) =>
        callers.WithBodyAsync(
            context,
            isDsp,
            async (owner, root) =>
            {
                var body = new Field(root);
                var request = new AskReplay(body.Text("from"), body.Text("to"));
                return body.Fault is { } fault
                    ? Reply.Invalid(fault)
                    : One(await services.Replays.AskAsync(owner, Subscription(context), request, context.RequestAborted));
            }
        );

    public Task<Reply> ListAsync(HttpContext context) =>
        callers.WithOwnerAsync(context, isDsp, owner => ListAsync(context, owner));

    private async Task<Reply> ListAsync(HttpContext context, SubscriptionOwner owner)
    {
        var found = await services.Replays.ListAsync(owner, Subscription(context), context.RequestAborted);
        return found.IsDone
            ? Reply.Json(new JsonObject { ["replays"] = new JsonArray([.. found.Value.Select(Write)]) })
            : Reply.Of(found.Fault);
    }

    public Task<Reply> GetAsync(HttpContext context) =>
        callers.WithOwnerAsync(
            context,
            isDsp,
            async owner => One(await services.Replays.GetAsync(owner, Subscription(context), Id(context), context.RequestAborted))
        );

    public Task<Reply> UpdateAsync(HttpContext context) =>
        callers.WithBodyAsync(
            context,
            isDsp,
            async (owner, root) =>
            {
                var body = new Field(root);
                var status = body.Text("status");
                return body.Fault is { } fault
                    ? Reply.Invalid(fault)
                    : One(
                        await services.Replays.UpdateAsync(
                            owner,
                            Subscription(context),
                            Id(context),
                            status,
                            context.RequestAborted
                        )
                    );
            }
        );

    private static Reply One(Answer<Replay> found) =>
        found.IsDone ? Reply.Json(new JsonObject { ["replay"] = Write(found.Value) }) : Reply.Of(found.Fault);

    private static JsonObject Write(Replay replay)
    {
        var json = new JsonObject
        {
            ["replayId"] = replay.Id,
            ["from"] = UtcText.Of(replay.From),
            ["status"] = JsonNamingPolicy.SnakeCaseUpper.ConvertName(replay.Status.ToString()),
            ["sentRecords"] = replay.Sent,
            ["progress"] = Math.Round(replay.Progress, 3, MidpointRounding.ToZero),
            ["createdDate"] = UtcText.Of(replay.Created),
            ["updatedDate"] = UtcText.Of(replay.Updated),
        };
        if (replay.To is { } to)
        {
            json["to"] = UtcText.Of(to);
        }

        if (replay.Why is { } why)
        {
            json["reason"] = why;
        }

        return json;
    }

    private static string Subscription(HttpContext context) => (string)context.GetRouteValue("subscriptionId")!;

    private static string Id(HttpContext context) => (string)context.GetRouteValue("replayId")!;
}
