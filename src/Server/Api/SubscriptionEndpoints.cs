using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>/streams/subscriptions, or the same of DSP: create, get, list, update.</summary>
internal sealed class SubscriptionEndpoints(ServerServices services, bool isDsp)
{
    private readonly Callers callers = new(services);

    public Task<Reply> ListAsync(HttpContext context) => WithOwnerAsync(context, owner => ListAsync(context, owner));

    private async Task<Reply> ListAsync(HttpContext context, SubscriptionOwner owner)
    {
        if (!Paging.TryRead(context, out var max, out var startingToken))
        {
            return Paging.NoNumber;
        }

        var page = await services.Subscriptions.ListAsync(owner, max, startingToken, context.RequestAborted);
        if (!page.IsDone)
        {
            return Reply.Of(page.Fault);
        }

        var body = new JsonObject
        {
            ["subscriptions"] = new JsonArray([.. page.Value.Subscriptions.Select(SubscriptionJson.Write)]),
        };
        if (page.Value.NextToken is { } next)
        {
            body["nextToken"] = next;
        }

        return Reply.Json(body);
    }

    public Task<Reply> CreateAsync(HttpContext context) =>
        WithBodyAsync(
            context,
            async (owner, body) =>
            {
                var request = SubscriptionJson.ReadCreate(body, out var fault);
                if (fault is not null)
                {
                    return Reply.Invalid(fault);
                }

                var made = await services.Subscriptions.CreateAsync(owner, request, context.RequestAborted);
                await NoteRefusedAsync(context, owner, "subscription create", made.IsDone);
                return made.IsDone
                    ? Reply.Json(
                        new JsonObject { ["clientRequestToken"] = made.Value.RequestToken, ["subscriptionId"] = made.Value.Id }
                    )
                    : Reply.Of(made.Fault);
            }
        );

    public Task<Reply> GetAsync(HttpContext context) => WithOwnerAsync(context, owner => GetAsync(context, owner));

    private async Task<Reply> GetAsync(HttpContext context, SubscriptionOwner owner)
    {
        var found = await services.Subscriptions.GetAsync(owner, Id(context), context.RequestAborted);
        if (!found.IsDone)
        {
            return Reply.Of(found.Fault);
        }

        var json = SubscriptionJson.Write(found.Value);
        if (services.Diagnoses.Last(found.Value.Id) is { } diagnosis)
        {
            json["diagnosis"] = DiagnosisJson.Write(diagnosis);
        }

        if (found.Value.Status is SubscriptionStatus.Active or SubscriptionStatus.Suspended or SubscriptionStatus.Archived)
        {
            json["delivery"] = DeliveryJson.Write(await services.Deliveries.ReadAsync(found.Value, context.RequestAborted));
        }

        return Reply.Json(new JsonObject { ["subscription"] = json });
    }

    public Task<Reply> UpdateAsync(HttpContext context) =>
        WithBodyAsync(
            context,
            async (owner, body) =>
            {
                var request = SubscriptionJson.ReadUpdate(body, out var fault);
                if (fault is not null)
                {
                    return Reply.Invalid(fault);
                }

                var updated = await services.Subscriptions.UpdateAsync(owner, Id(context), request, context.RequestAborted);
                await NoteRefusedAsync(context, owner, "subscription update", updated.IsDone);
                return updated.IsDone ? new Reply(StatusCodes.Status200OK, "text/plain", []) : Reply.Of(updated.Fault);
            }
        );

    /// <summary>Has the present state of all entities sent; the original has no such thing.</summary>
    public Task<Reply> SnapshotAsync(HttpContext context) => WithOwnerAsync(context, owner => SnapshotAsync(context, owner));

    private async Task<Reply> SnapshotAsync(HttpContext context, SubscriptionOwner owner)
    {
        var taken = await services.Snapshots.TakeAsync(owner, Id(context), context.RequestAborted);
        await NoteAsync(context, owner, "snapshot", taken.IsDone);
        return taken.IsDone ? Reply.Json(new JsonObject { ["messageCount"] = taken.Value.Messages }) : Reply.Of(taken.Fault);
    }

    /// <summary>Has the confirmation sent again; the original has no such thing.</summary>
    public Task<Reply> ResendConfirmationAsync(HttpContext context) =>
        WithOwnerAsync(context, owner => ResendConfirmationAsync(context, owner));

    private async Task<Reply> ResendConfirmationAsync(HttpContext context, SubscriptionOwner owner)
    {
        var taken = await services.Subscriptions.ResendAsync(owner, Id(context), context.RequestAborted);
        await NoteRefusedAsync(context, owner, "confirmation resend", taken is { IsDone: true, Value.IsTaken: true });
        return !taken.IsDone ? Reply.Of(taken.Fault)
            : taken.Value.IsTaken ? Reply.Json(new JsonObject { ["subscriptionId"] = Id(context) })
            : Reply.ComeAgain(
                SubscriptionService.ResendApart,
                "The confirmation was asked for less than a minute ago: look into the queue, or ask again after Retry-After."
            );
    }

    /// <summary>Has a message sent that is no record; the original has no such thing.</summary>
    public Task<Reply> TestMessageAsync(HttpContext context) =>
        WithOwnerAsync(
            context,
            async owner =>
            {
                var sent = await services.TestMessages.SendAsync(owner, Id(context), context.RequestAborted);
                if (!sent.IsDone)
                {
                    return Reply.Of(sent.Fault);
                }

                var json = new JsonObject { ["messageId"] = sent.Value.MessageId, ["taken"] = sent.Value.Why is null };
                if (sent.Value.Why is { } why)
                {
                    json["message"] = why;
                    services.Diagnoses.Failed(Id(context));
                }
                else
                {
                    services.Diagnoses.Taken(Id(context));
                }

                return Reply.Json(json);
            }
        );

    /// <summary>Has the destination looked at now; the original has no such thing.</summary>
    public Task<Reply> DiagnosisAsync(HttpContext context) =>
        WithOwnerAsync(
            context,
            async owner =>
            {
                var found = await services.Diagnoses.ExamineAsync(owner, Id(context), context.RequestAborted);
                return found.IsDone
                    ? Reply.Json(new JsonObject { ["diagnosis"] = DiagnosisJson.Write(found.Value) })
                    : Reply.Of(found.Fault);
            }
        );

    /// <summary>The original knows no DELETE and answers 403 to it.</summary>
    public static Task<Reply> RefuseDeleteAsync(HttpContext context) =>
        Task.FromResult(Reply.Forbidden("Subscriptions are not deleted: archive one by PUT with status ARCHIVED."));

    private Task<Reply> WithBodyAsync(HttpContext context, Func<SubscriptionOwner, JsonElement, Task<Reply>> act) =>
        callers.WithBodyAsync(context, isDsp, act);

    private Task<Reply> WithOwnerAsync(HttpContext context, Func<SubscriptionOwner, Task<Reply>> act) =>
        callers.WithOwnerAsync(context, isDsp, act);

    /// <summary>What is done, the registry has noted itself.</summary>
    private ValueTask NoteRefusedAsync(HttpContext context, SubscriptionOwner owner, string act, bool isDone) =>
        isDone ? ValueTask.CompletedTask : NoteAsync(context, owner, act, isDone: false);

    private ValueTask NoteAsync(HttpContext context, SubscriptionOwner owner, string act, bool isDone) =>
        services.NoteAsync(owner, act, context.GetRouteValue("subscriptionId") as string, isDone, context.RequestAborted);

    private static string Id(HttpContext context) => (string)context.GetRouteValue("subscriptionId")!;
}
