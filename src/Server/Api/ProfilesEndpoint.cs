using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>GET /v2/profiles: the accounts that a token may see.</summary>
internal static class ProfilesEndpoint
{
    public static async Task<Reply> GetAsync(ServerServices services, HttpContext context)
    {
        var callers = new Callers(services);
        var (caller, error) = await callers.CallerAsync(context);
        if (caller is null)
        {
            return error!;
        }

        var own = await services.Registry.ReadMarketplacesAsync(context.RequestAborted);
        var countries = Marketplaces.BuiltIn.Concat(own).ToDictionary(known => known.Id, known => known.Country);
        var accounts = await callers.AccountsAsync(context, caller);
        return Reply.Json(
            new JsonArray([.. accounts.Select(account => Profile(account, countries.GetValueOrDefault(account.Marketplace, "")))])
        );
    }

    private static JsonObject Profile(Account account, string country) =>
        new()
        {
            ["profileId"] = long.Parse(account.ProfileId, CultureInfo.InvariantCulture),
            ["countryCode"] = country,
            ["currencyCode"] = account.Currency,
            ["timezone"] = account.TimeZone,
            ["accountInfo"] = new JsonObject
            {
                ["marketplaceStringId"] = account.Marketplace,
                ["id"] = account.Type == AccountType.Seller ? account.AdvertiserId : account.EntityId,
                ["type"] = account.Type == AccountType.Seller ? "seller" : "vendor",
                ["name"] = account.Name,
                ["validPaymentMethod"] = true,
            },
        };
}
