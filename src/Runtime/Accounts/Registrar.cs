using System.Text.RegularExpressions;
using Millrace.Contracts.Realms;
using Millrace.Engine.Time;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>What an operator does: makes accounts, keys, clients and tokens. Secrets are told here once and never again.</summary>
public sealed partial class Registrar(IRegistry registry, IChance chance)
{
    private const int TextCharactersMax = 128;
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public async ValueTask<Answer<Account>> AddAccountAsync(NewAccount made, CancellationToken cancel)
    {
        var marketplace = (await MarketplacesAsync(cancel)).FirstOrDefault(known => known.Id == made.Marketplace);
        if (marketplace is null)
        {
            return Fault.Invalid($"No marketplace {made.Marketplace}: give a known id, or add it by `admin marketplace add`.");
        }

        var account = new Account(
            0,
            made.Name,
            made.ProfileId ?? chance.From("123456789", 1) + chance.From("0123456789", 14),
            made.EntityId ?? "ENTITY" + chance.From(Base36, 13),
            made.AdvertiserId ?? "A" + chance.From(Base36, 13),
            marketplace.Id,
            marketplace.RealmId,
            made.Currency ?? marketplace.Currency,
            made.TimeZone ?? marketplace.TimeZone,
            made.Type
        );
        if (Check(account) is { } fault)
        {
            return fault;
        }

        var stored = await registry.AddAccountAsync(account, cancel);
        return stored is null
            ? Fault.Conflict("Another account has this profile id, or this advertiser or entity id in the same marketplace.")
            : stored;
    }

    public async ValueTask<Answer<Marketplace>> AddMarketplaceAsync(Marketplace made, CancellationToken cancel)
    {
        if (!MarketplaceId().IsMatch(made.Id) || !Country().IsMatch(made.Country))
        {
            return Fault.Invalid("A marketplace id has 5 to 20 capital letters and digits; a country has 2 capital letters.");
        }

        if (Realm.BuiltIn.All(realm => realm.Id != made.RealmId))
        {
            return Fault.Invalid($"No realm {made.RealmId}: NA, EU or FE.");
        }

        if (CheckMoneyAndTime(made.Currency, made.TimeZone) is { } fault)
        {
            return fault;
        }

        var isKnown = Marketplaces.BuiltIn.Any(known => known.Id == made.Id);
        return isKnown || !await registry.AddMarketplaceAsync(made, cancel)
            ? Fault.Conflict($"There is a marketplace {made.Id} already.")
            : made;
    }

    /// <param name="holder">Whose key it is: keys of one holder share their batch ids.</param>
    /// <param name="accounts">Keys of accounts.</param>
    public async ValueTask<Answer<Issued<IngestKey>>> AddIngestKeyAsync(
        string holder,
        IReadOnlyList<int> accounts,
        CancellationToken cancel
    )
    {
        var checkedText = IsText(holder) ? null : TextFault("holder");
        if ((checkedText ?? await CheckAccountsAsync(registry, accounts, cancel)) is { } fault)
        {
            return fault;
        }

        var key = new IngestKey($"ik-{chance.Hex(6)}", holder, accounts);
        var secret = $"mrik_{chance.Base64Url(32)}";
        await registry.AddIngestKeyAsync(key, Secrets.Hash(secret), cancel);
        return new Issued<IngestKey>(key, secret);
    }

    public async ValueTask<Answer<Issued<ApiClient>>> AddClientAsync(string name, CancellationToken cancel)
    {
        if (!IsText(name))
        {
            return TextFault("name");
        }

        var secret = $"amzn1.oa2-cs.v1.{chance.Hex(32)}";
        var client = new ApiClient($"amzn1.application-oa2-client.{chance.Hex(16)}", name, Secrets.Hash(secret));
        await registry.AddClientAsync(client, cancel);
        return new Issued<ApiClient>(client, secret);
    }

    public async ValueTask<Answer<Issued<RefreshGrant>>> AddRefreshTokenAsync(
        string clientId,
        string user,
        IReadOnlyList<int> accounts,
        CancellationToken cancel
    )
    {
        var checkedText = IsText(user) ? null : TextFault("user");
        if ((checkedText ?? await CheckAccountsAsync(registry, accounts, cancel)) is { } fault)
        {
            return fault;
        }

        if (await registry.FindClientAsync(clientId, cancel) is null)
        {
            return Fault.NotFound($"No client {clientId}: make one by `admin client add`.");
        }

        var secret = TokenService.RefreshPrefix + chance.Base64Url(48);
        var grant = new RefreshGrant(Secrets.Hash(secret), clientId, user, accounts);
        await registry.AddRefreshTokenAsync(grant, cancel);
        return new Issued<RefreshGrant>(grant, secret);
    }

    /// <summary>Takes back what a user granted a client; answers how many grants of accounts there were.</summary>
    /// <param name="accounts">Keys of accounts; none: all.</param>
    public async ValueTask<Answer<Revoked>> RevokeAsync(
        string clientId,
        string user,
        IReadOnlyList<int> accounts,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        await registry.RevokeAsync(clientId, user, accounts, now, cancel) is > 0 and var ended
            ? new Revoked(ended)
            : Fault.NotFound($"{user} has granted client {clientId} nothing of this.");

    private async ValueTask<IReadOnlyList<Marketplace>> MarketplacesAsync(CancellationToken cancel) =>
        [.. Marketplaces.BuiltIn, .. await registry.ReadMarketplacesAsync(cancel)];

    internal static async ValueTask<Fault?> CheckAccountsAsync(
        IRegistry registry,
        IReadOnlyList<int> accounts,
        CancellationToken cancel
    )
    {
        if (accounts.Count == 0)
        {
            return Fault.Invalid("Name at least one account, by its key in `admin account list`.");
        }

        var found = await registry.ReadAccountsAsync(accounts, cancel);
        var missing = accounts.Except(found.Select(account => account.Key)).ToList();
        return missing.Count == 0 ? null : Fault.NotFound($"No account {string.Join(", ", missing)}: see `admin account list`.");
    }

    private static Fault? Check(Account account)
    {
        if (!IsText(account.Name))
        {
            return TextFault("name");
        }

        if (!ProfileId().IsMatch(account.ProfileId))
        {
            return Fault.Invalid("A profile id has 1 to 16 digits, the first not 0.");
        }

        if (!EntityId().IsMatch(account.EntityId))
        {
            return Fault.Invalid("An entity id is ENTITY and up to 40 capital letters and digits.");
        }

        return AdvertiserId().IsMatch(account.AdvertiserId)
            ? CheckMoneyAndTime(account.Currency, account.TimeZone)
            : Fault.Invalid("An advertiser id has 1 to 64 letters, digits, '-' and '_'.");
    }

    private static Fault? CheckMoneyAndTime(string currency, string timeZone) =>
        !Currency().IsMatch(currency) ? Fault.Invalid("A currency is an ISO 4217 code, such as USD.")
        : AccountZone.TryFind(timeZone, out _) ? null
        : Fault.Invalid($"No time zone {timeZone}: give an IANA name, such as America/Sao_Paulo.");

    private static bool IsText(string text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= TextCharactersMax && !text.Any(char.IsControl);

    private static Fault TextFault(string what) =>
        Fault.Invalid($"A {what} has 1 to {TextCharactersMax} characters and no control characters.");

    // As long as those of the original; drawn ones have 15 digits, which every client reads exactly.
    [GeneratedRegex(@"^[1-9][0-9]{0,15}\z")]
    private static partial Regex ProfileId();

    [GeneratedRegex(@"^ENTITY[A-Z0-9]{1,40}\z")]
    private static partial Regex EntityId();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex AdvertiserId();

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^[A-Z0-9]{5,20}\z")]
    private static partial Regex MarketplaceId();

    [GeneratedRegex(@"^[A-Z]{2}\z")]
    private static partial Regex Country();
}
