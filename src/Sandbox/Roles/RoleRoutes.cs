using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Roles;

/// <summary><c>/_roles</c>: POST declares a role, GET lists the roles and who has assumed any.</summary>
internal static class RoleRoutes
{
    private const int RoleBytesMax = 4_096;
    private const int RolesMax = 1_000;
    private const int SessionsMax = 1_000;

    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Map(IEndpointRouteBuilder routes, StandInServices services)
    {
        routes.MapGet("/_roles", (RequestDelegate)(http => ListAsync(http, services)));
        routes.MapPost("/_roles", BrokenRequests.Refused(http => DeclareAsync(http, services)));
    }

    private static async Task ListAsync(HttpContext http, StandInServices services)
    {
        var (roles, sessions) = await services.Store.DoAsync(
            turn => (turn.Roles.All(), turn.Roles.Sessions(SessionsMax)),
            http.RequestAborted
        );

        // Without the secrets: whoever wants credentials assumes the role.
        var shown = sessions.Select(session => new
        {
            session.Arn,
            session.RoleArn,
            session.ExternalId,
            session.Tags,
            Expires = DateTimeOffset.FromUnixTimeMilliseconds(session.ExpiresMs),
        });
        await http.Response.WriteAsJsonAsync(new { Roles = roles, Sessions = shown }, Snake, http.RequestAborted);
    }

    private static async Task DeclareAsync(HttpContext http, StandInServices services)
    {
        if (await ReadAsync(http) is not { } role)
        {
            http.Response.StatusCode = 400;
            var message = "This is no role: give arn, such as arn:aws:iam::000000000000:role/name, external_id, allows_tags.";
            await http.Response.WriteAsJsonAsync(new { message }, Snake, http.RequestAborted);
            return;
        }

        var isKept = await services.Store.DoAsync(
            turn =>
            {
                if (turn.Roles.Find(role.Arn) is null && turn.Roles.Count() >= RolesMax)
                {
                    return false;
                }

                turn.Roles.Set(role);
                return true;
            },
            http.RequestAborted
        );
        http.Response.StatusCode = isKept ? 204 : 409;
    }

    private static async Task<Role?> ReadAsync(HttpContext http)
    {
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, RoleBytesMax, http.RequestAborted);
            var role = body is null ? null : JsonSerializer.Deserialize<Role>(body, Snake);
            return role?.Arn?.Contains(":role/", StringComparison.Ordinal) == true ? role : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
