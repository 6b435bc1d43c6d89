using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.StandIns.Faults;

/// <summary><c>/_faults</c>: POST sets a rule, GET lists them, DELETE takes those of a <c>?service=</c> or <c>?resource=</c>, or all, away.</summary>
internal static class FaultRoutes
{
    private const int RuleBytesMax = 4_096;

    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Map(IEndpointRouteBuilder routes, FaultRules rules)
    {
        routes.MapGet("/_faults", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(rules.All, Snake)));
        routes.MapPost("/_faults", BrokenRequests.Refused(context => SetAsync(context, rules)));
        routes.MapDelete(
            "/_faults",
            (RequestDelegate)(
                context =>
                {
                    rules.Remove(Given(context, "service"), Given(context, "resource"));
                    context.Response.StatusCode = 204;
                    return Task.CompletedTask;
                }
            )
        );
    }

    private static async Task SetAsync(HttpContext context, FaultRules rules)
    {
        if (await RequestBody.ReadAsync(context.Request, RuleBytesMax, context.RequestAborted) is not { } body)
        {
            await RefuseAsync(context, $"A fault rule has at most {RuleBytesMax} bytes.");
            return;
        }

        FaultRule? rule;
        try
        {
            rule = JsonSerializer.Deserialize<FaultRule>(body, Snake);
        }
        catch (JsonException error)
        {
            await RefuseAsync(
                context,
                $"This is no fault rule ({error.Path ?? "$"}): give service, resource, duplicate, reorder, delay_seconds, throttle, deny, drop, time_out, fail_entries, times."
            );
            return;
        }

        var fault = rule is null ? "give a JSON object" : rule.Fault();
        if (fault is not null)
        {
            await RefuseAsync(context, $"The fault rule does not hold: {fault}.");
        }
        else if (!rules.Set(rule!))
        {
            await RefuseAsync(context, $"There are {FaultRules.RulesMax} fault rules: delete some first.");
        }
        else
        {
            await context.Response.WriteAsJsonAsync(rules.All, Snake, context.RequestAborted);
        }
    }

    private static string? Given(HttpContext context, string name) => context.Request.Query[name] is [{ } value] ? value : null;

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = 400;
        return context.Response.WriteAsJsonAsync(new { message }, Snake, context.RequestAborted);
    }
}
