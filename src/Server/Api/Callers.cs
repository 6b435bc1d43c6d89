using System.Text.Json;
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
    private const string AdvertiserHeader = "Amazon-Ads-Account-ID";
    private const string Scheme = "Bearer ";

    private const string ScopeMissing = $"The header {ScopeHeader} is missing: give a profile id of GET /v2/profiles.";

    private const string AdvertiserMissing = $"The header {AdvertiserHeader} is missing: give the id of the DSP advertiser.";

    private const string TooMany =
        "This client calls too often: wait as many seconds as Retry-After says, then send the call again.";

    private const string NoProfile =
        $"No access to the profile that {ScopeHeader} names: GET /v2/profiles lists those of this token.";

    private const string NoAdvertiser =
        "No access to this advertiser: give the advertiser_id of one of the accounts that the user granted to this client.";

    /// <summary>The specification and the guide of the original spell it differently, and clients follow either.</summary>
    private static readonly string[] AdvertiserHeaders =
    [
        AdvertiserHeader,
        "Amazon-Ads-AccountId",
        "Amazon-Advertising-API-Account-ID",
    ];

    private static readonly string Contradiction =
        $"{string.Join(", ", AdvertiserHeaders)} name different advertisers: send one of them.";

    public static string? Bearer(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>The accounts of a caller, of the realm alone that the host serves.</summary>
    public async Task<IReadOnlyList<Account>> AccountsAsync(HttpContext context, Caller caller)
    {
        var accounts = await services.Registry.ReadAccountsAsync(caller.Accounts, context.RequestAborted);
        services.Realms.TryFind(context.Request.Host, out var realm);
        return realm is null ? accounts : [.. accounts.Where(account => account.Realm == realm)];
    }

    public async Task<(Caller? Caller, Reply? Error)> CallerAsync(HttpContext context)
    {
        if (!services.Realms.TryFind(context.Request.Host, out _))
        {
            return (null, Reply.NotFound("This host serves no realm: call the host of NA, EU or FE."));
        }

        var (caller, refused) = Bearer(context) is { } token ? await HolderAsync(context, token) : (null, null);
        if (caller is null)
        {
            return (null, refused ?? Reply.Unauthorized());
        }

        var clientId = context.Request.Headers[ClientHeader].ToString();
        return clientId.Length == 0 ? (null, Reply.Invalid($"The header {ClientHeader} is missing: give the id of the client."))
            : clientId != caller.ClientName
                ? (null, Reply.Forbidden($"The access token belongs to another client than {ClientHeader} names."))
            : services.Rates.Take(caller.ClientId) is { } wait ? (null, Reply.ComeAgain(wait, TooMany))
            : (caller, null);
    }

    /// <summary>The caller for the account that it names: by profile, or by advertiser as DSP does.</summary>
    public async Task<(SubscriptionOwner? Owner, Reply? Error)> OwnerAsync(HttpContext context, bool isDsp)
    {
        var (caller, error) = await CallerAsync(context);
        if (caller is null)
        {
            return (null, error);
        }

        var profile = context.Request.Headers[ScopeHeader].ToString();
        string? advertiser = null;
        if (isDsp || profile.Length == 0)
        {
            if (Advertisers(context) is not [var named])
            {
                return (
                    null,
                    Reply.Invalid(
                        Advertisers(context).Count > 1 ? Contradiction
                        : isDsp ? AdvertiserMissing
                        : ScopeMissing
                    )
                );
            }

            advertiser = named;
        }

        var accounts = await AccountsAsync(context, caller);
        var account = advertiser is null ? Named(accounts, profile) : OfAdvertiser(accounts, advertiser, profile, out error);
        return account is not null
            ? (new SubscriptionOwner(caller.ClientId, caller.UserId, account, isDsp), null)
            : (null, error ?? Reply.Forbidden(advertiser is null ? NoProfile : NoAdvertiser));
    }

    /// <summary>Acts for the account that is called for, or says why not.</summary>
    public async Task<Reply> WithOwnerAsync(HttpContext context, bool isDsp, Func<SubscriptionOwner, Task<Reply>> act)
    {
        var (owner, error) = await OwnerAsync(context, isDsp);
        return owner is null ? error! : await act(owner);
    }

    /// <summary>The same with a JSON object; who calls is known before the body is read.</summary>
    public Task<Reply> WithBodyAsync(HttpContext context, bool isDsp, Func<SubscriptionOwner, JsonElement, Task<Reply>> act) =>
        WithOwnerAsync(
            context,
            isDsp,
            async owner =>
            {
                var (document, malformed) = await Bodies.ReadJsonAsync(context);
                if (document is null)
                {
                    return malformed!;
                }

                using (document)
                {
                    return await act(owner, document.RootElement);
                }
            }
        );

    /// <summary>Who has this token, of us or of an external issuer.</summary>
    private async Task<(Caller? Caller, Reply? Refused)> HolderAsync(HttpContext context, string token)
    {
        if (!services.Issuers.Takes(token))
        {
            return (await services.Tokens.FindCallerAsync(token, context.RequestAborted), null);
        }

        var (user, refused) = await services.Issuers.FindAsync(context, token);
        return user is null ? (null, refused) : (await services.Registry.FindCallerAsync(user, context.RequestAborted), null);
    }

    private static List<string> Advertisers(HttpContext context) =>
        [
            .. AdvertiserHeaders
                .Select(name => context.Request.Headers[name].ToString())
                .Where(text => text.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];

    private static Account? Named(IReadOnlyList<Account> accounts, string profile) =>
        accounts.FirstOrDefault(known => known.ProfileId == profile);

    /// <summary>One advertiser may be in several marketplaces: then the profile chooses.</summary>
    private static Account? OfAdvertiser(IReadOnlyList<Account> accounts, string advertiser, string profile, out Reply? error)
    {
        var known = accounts.Where(account => account.AdvertiserId == advertiser).ToList();
        var account = known.Count == 1 ? known[0] : Named(known, profile);
        error =
            account is null && known.Count > 1
                ? Reply.Invalid(
                    $"{known.Count} accounts of this token are of this advertiser: name the profile too, by {ScopeHeader}."
                )
                : null;
        return account;
    }
}
