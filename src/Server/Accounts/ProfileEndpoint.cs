using System.Globalization;
using Microsoft.AspNetCore.Http;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;

namespace Millrace.Server.Accounts;

/// <summary>GET /v2/profiles: the accounts that the user behind the token may see.</summary>
internal sealed class ProfileEndpoint(Callers callers)
{
    public async Task ListAsync(HttpContext context)
    {
        var caller = await callers.CallerAsync(context);
        var accounts = await callers.AccountsAsync(caller, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(accounts.Select(Profile).ToList());
    }

    private static object Profile(Account account) =>
        new
        {
            profileId = long.Parse(account.ProfileId, CultureInfo.InvariantCulture),
            countryCode = Marketplaces.BuiltIn.FirstOrDefault(known => known.Id == account.Marketplace)?.Country,
            currencyCode = account.Currency,
            timezone = account.TimeZone,
            accountInfo = new
            {
                marketplaceStringId = account.Marketplace,
                id = account.Type == AccountType.Seller ? account.AdvertiserId : account.EntityId,
                type = account.Type == AccountType.Seller ? "seller" : "vendor",
                name = account.Name,
                validPaymentMethod = true,
            },
        };
}
