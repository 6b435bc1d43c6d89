using Microsoft.AspNetCore.Http;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>Who calls, by the headers of the original (contract, 1.2).</summary>
internal sealed class Callers(ServerServices services)
{
    private const string ClientHeader = "Amazon-Advertising-API-ClientId";
    private const string ScopeHeader = "Amazon-Advertising-API-Scope";
    private const string Scheme = "Bearer ";

    public static string? Bearer(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    public async Task<(Caller? Caller, Reply? Error)> CallerAsync(HttpContext context)
    {
        var token = Bearer(context);
        var caller = token is null ? null : await services.Tokens.FindCallerAsync(token, context.RequestAborted);
        if (caller is null)
        {
            return (null, Reply.Unauthorized());
        }

        var clientId = context.Request.Headers[ClientHeader].ToString();
        return clientId.Length == 0 ? (null, Reply.Invalid($"The header {ClientHeader} is missing: give the id of the client."))
            : clientId != caller.ClientId
                ? (null, Reply.Forbidden($"The access token belongs to another client than {ClientHeader} names."))
            : (caller, null);
    }

    /// <summary>The caller for the profile that it names.</summary>
    public async Task<(SubscriptionOwner? Owner, Reply? Error)> OwnerAsync(HttpContext context)
    {
        var (caller, error) = await CallerAsync(context);
        if (caller is null)
        {
            return (null, error);
        }

        var profile = context.Request.Headers[ScopeHeader].ToString();
        if (profile.Length == 0)
        {
            return (null, Reply.Invalid($"The header {ScopeHeader} is missing: give a profile id of GET /v2/profiles."));
        }

        var accounts = await services.Registry.ReadAccountsAsync(caller.Accounts, context.RequestAborted);
        return accounts.FirstOrDefault(known => known.ProfileId == profile) is { } account
            ? (new SubscriptionOwner(caller.ClientId, caller.UserId, account), null)
            : (
                null,
                Reply.Forbidden($"No access to the profile that {ScopeHeader} names: GET /v2/profiles lists those of this token.")
            );
    }
}
