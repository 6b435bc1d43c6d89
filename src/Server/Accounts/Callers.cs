using Microsoft.AspNetCore.Http;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Server.Accounts;

/// <summary>Who calls, and for which account (contract, 1.2).</summary>
internal sealed class Callers(ServerServices services)
{
    private const string ClientHeader = "Amazon-Advertising-API-ClientId";
    private const string ScopeHeader = "Amazon-Advertising-API-Scope";
    private const string Bearer = "Bearer ";

    /// <summary>The caller behind the token, whose client the header has to name as well.</summary>
    public async Task<Caller> CallerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            throw ApiError.Unauthorized();
        }

        var caller = await services.Tokens.FindCallerAsync(authorization[Bearer.Length..].Trim(), context.RequestAborted);
        return caller is not null && caller.ClientId == context.Request.Headers[ClientHeader].ToString()
            ? caller
            : throw ApiError.Unauthorized();
    }

    /// <summary>The accounts that a caller was let see.</summary>
    public ValueTask<IReadOnlyList<Account>> AccountsAsync(Caller caller, CancellationToken cancel) =>
        services.Registry.ReadAccountsAsync(caller.Accounts, cancel);

    /// <summary>The caller with the profile that the scope header names.</summary>
    public async Task<SubscriptionOwner> OwnerAsync(HttpContext context)
    {
        var caller = await CallerAsync(context);
        var profile = context.Request.Headers[ScopeHeader].ToString();
        if (profile.Length == 0)
        {
            throw ApiError.Invalid($"Name the profile in the header {ScopeHeader}; GET /v2/profiles lists them.");
        }

        var accounts = await AccountsAsync(caller, context.RequestAborted);
        return accounts.FirstOrDefault(account => account.ProfileId == profile) is { } found
            ? new SubscriptionOwner(caller.ClientId, caller.UserId, found)
            : throw ApiError.Forbidden("This user has no access to that profile; GET /v2/profiles lists those it has.");
    }
}
