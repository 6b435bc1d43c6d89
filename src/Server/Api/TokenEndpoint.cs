using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>POST /auth/o2/token: the refresh_token grant of Login with Amazon.</summary>
internal static class TokenEndpoint
{
    public static async Task<Reply> PostAsync(ServerServices services, HttpContext context)
    {
        var form = await Bodies.ReadFormAsync(context);
        if (form is null)
        {
            return Error(400, "invalid_request", "The body must be a form: application/x-www-form-urlencoded.");
        }

        if (Text(form, "grant_type") is not { } grant)
        {
            return Error(400, "invalid_request", "The request is missing a required parameter: grant_type");
        }

        if (grant != "refresh_token")
        {
            return Error(400, "unsupported_grant_type", "The authorization grant type is not supported: use refresh_token.");
        }

        string[] names = ["refresh_token", "client_id", "client_secret"];
        if (Array.Find(names, name => Text(form, name) is null) is { } missing)
        {
            return Error(400, "invalid_request", $"The request is missing a required parameter: {missing}");
        }

        var clientId = Text(form, "client_id")!;
        if (!await services.Tokens.IsClientAsync(clientId, Text(form, "client_secret")!, context.RequestAborted))
        {
            return Error(401, "invalid_client", "Client authentication failed");
        }

        var refreshToken = Text(form, "refresh_token")!;
        if (await services.Tokens.ExchangeAsync(clientId, refreshToken, context.RequestAborted) is not { } issued)
        {
            return Error(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token");
        }

        var body = new JsonObject
        {
            ["access_token"] = issued.Token,
            ["refresh_token"] = refreshToken,
            ["token_type"] = "bearer",
            ["expires_in"] = (int)issued.Lifetime.TotalSeconds,
        };
        return Uncached(Reply.Json(body));
    }

    private static string? Text(IReadOnlyDictionary<string, StringValues> form, string name) =>
        form.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    private static Reply Error(int status, string error, string description) =>
        Uncached(Reply.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, status));

    private static Reply Uncached(Reply reply) =>
        reply with
        {
            Headers = [("Cache-Control", "no-store"), ("Pragma", "no-cache")],
        };
}
