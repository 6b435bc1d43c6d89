using System.Text;
using Microsoft.AspNetCore.Http;

namespace Millrace.Server.Accounts;

/// <summary>POST /auth/o2/token: a refresh token for an access token of one hour, as login clients call it (RFC 6749, 6).</summary>
internal sealed class TokenEndpoint(ServerServices services)
{
    public async Task ExchangeAsync(HttpContext context)
    {
        var form = await SmallBody.ReadFormAsync(context);
        var (client, secret) = Credentials(context, form);
        context.Response.Headers.CacheControl = "no-store";
        if (form["grant_type"].ToString() is var grant && grant != "refresh_token")
        {
            await RefuseAsync(context, 400, "unsupported_grant_type", "grant_type must be refresh_token.");
            return;
        }

        if (
            client.Length == 0
            || secret.Length == 0
            || !await services.Tokens.IsClientAsync(client, secret, context.RequestAborted)
        )
        {
            await RefuseAsync(context, 401, "invalid_client", "client_id and client_secret are not those of a client.");
            return;
        }

        var refresh = form["refresh_token"].ToString();
        if (await services.Tokens.ExchangeAsync(client, refresh, context.RequestAborted) is not { } token)
        {
            await RefuseAsync(context, 400, "invalid_grant", "The refresh token is not one of this client's.");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            new
            {
                access_token = token.Token,
                refresh_token = refresh,
                token_type = "bearer",
                expires_in = (int)token.Lifetime.TotalSeconds,
            }
        );
    }

    private static (string Client, string Secret) Credentials(HttpContext context, IFormCollection form)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            if (Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length))
            {
                var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
                return parts.Length == 2 ? (parts[0], parts[1]) : ("", "");
            }
        }

        return (form["client_id"].ToString(), form["client_secret"].ToString());
    }

    private static Task RefuseAsync(HttpContext context, int status, string error, string description)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error, error_description = description });
    }
}
