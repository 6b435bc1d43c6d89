using System.CommandLine;
using Millrace.Contracts.Realms;
using Millrace.Runtime;
using Millrace.Runtime.Accounts;
using Millrace.Storage.Registry;

namespace Millrace.App.Admin;

/// <summary>millrace admin: makes accounts, keys, clients and tokens in a data folder, also while it is served. Secrets are shown once.</summary>
internal static class AdminCommand
{
    private static readonly Option<DirectoryInfo> Data = AppOptions.Data();

    internal static readonly Option<int[]> Accounts = new("--accounts")
    {
        Description = "Keys of accounts, as `admin account list` shows them.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Build() =>
        new("admin", "Make accounts, keys, clients and tokens.")
        {
            new Command("account", "Advertisers in their marketplaces.") { AddAccount(), ListAccounts() },
            new Command("marketplace", "Marketplaces of this deployment.") { AddMarketplace() },
            new Command("ingest-key", "Keys by which platforms send events.") { AddIngestKey() },
            new Command("client", "Clients of the subscription API.") { AddClient() },
            new Command("token", "Refresh tokens: what a user lets a client see.") { AddToken(), RevokeToken() },
            new Command("grant", "What users of external issuers see.")
            {
                GrantCommand.Add(),
                GrantCommand.List(),
                GrantCommand.Remove(),
            },
            new Command("erase", "Erase what is known of an account or a shopper.")
            {
                EraseCommand.Account(),
                EraseCommand.Shopper(),
            },
            new Command("audit", "Who did what.") { AuditCommand.Read(), AuditCommand.Prune() },
        };

    private static Command AddAccount()
    {
        var name = Text("--name", "The advertiser's name.");
        var marketplace = Text("--marketplace", "Marketplace id, such as ATVPDKIKX0DER.");
        var advertiser = Optional("--advertiser-id", "As in events and records; drawn when not given.");
        var profile = Optional("--profile-id", "As in the API; drawn when not given.");
        var entity = Optional("--entity-id", "As in topics; drawn when not given.");
        var currency = Optional("--currency", "Default: the marketplace's.");
        var zone = Optional("--time-zone", "IANA name. Default: the marketplace's.");
        var type = new Option<AccountType>("--type") { Description = "How the advertiser sells." };
        return Act(
            new Command("add", "Add an account.") { name, marketplace, advertiser, profile, entity, currency, zone, type },
            async (parsed, registrar, _, cancel) =>
            {
                var answer = await registrar.AddAccountAsync(
                    new NewAccount
                    {
                        Name = parsed.GetValue(name)!,
                        Marketplace = parsed.GetValue(marketplace)!,
                        AdvertiserId = parsed.GetValue(advertiser),
                        ProfileId = parsed.GetValue(profile),
                        EntityId = parsed.GetValue(entity),
                        Currency = parsed.GetValue(currency),
                        TimeZone = parsed.GetValue(zone),
                        Type = parsed.GetValue(type),
                    },
                    cancel
                );
                return Tell(answer, Line);
            }
        );
    }

    private static Command ListAccounts() =>
        Act(
            new Command("list", "List all accounts."),
            async (_, _, registry, cancel) =>
            {
                foreach (var account in await registry.ReadAccountsAsync(cancel))
                {
                    Console.WriteLine(Line(account));
                }

                return 0;
            }
        );

    private static Command AddMarketplace()
    {
        var id = Text("--id", "5 to 20 capital letters and digits.");
        var country = Text("--country", "Two letters.");
        var realm = Text("--realm", "NA, EU or FE.");
        var currency = Text("--currency", "ISO 4217 code.");
        var zone = Text("--time-zone", "IANA name.");
        return Act(
            new Command("add", "Add a marketplace.") { id, country, realm, currency, zone },
            async (parsed, registrar, _, cancel) =>
            {
                var made = new Marketplace(
                    parsed.GetValue(id)!,
                    parsed.GetValue(country)!,
                    parsed.GetValue(realm)!,
                    parsed.GetValue(currency)!,
                    parsed.GetValue(zone)!
                );
                return Tell(await registrar.AddMarketplaceAsync(made, cancel), one => $"marketplace {one.Id}");
            }
        );
    }

    private static Command AddIngestKey()
    {
        var holder = Text("--holder", "Whose key it is; keys of one holder share their batch ids.");
        return Act(
            new Command("add", "Make an ingest key.") { holder, Accounts },
            async (parsed, registrar, _, cancel) =>
                Tell(
                    await registrar.AddIngestKeyAsync(parsed.GetValue(holder)!, parsed.GetValue(Accounts)!, cancel),
                    issued => $"ingest key (shown once): {issued.Secret}"
                )
        );
    }

    private static Command AddClient()
    {
        var name = Text("--name", "The client's name.");
        return Act(
            new Command("add", "Make a client.") { name },
            async (parsed, registrar, _, cancel) =>
                Tell(
                    await registrar.AddClientAsync(parsed.GetValue(name)!, cancel),
                    issued => $"client id: {issued.Thing.ClientId}\nclient secret (shown once): {issued.Secret}"
                )
        );
    }

    private static Command AddToken()
    {
        var client = Text("--client", "The client's id.");
        var user = Text("--user", "Whose consent it is, such as an e-mail address.");
        return Act(
            new Command("add", "Make a refresh token.") { client, user, Accounts },
            async (parsed, registrar, _, cancel) =>
                Tell(
                    await registrar.AddRefreshTokenAsync(
                        parsed.GetValue(client)!,
                        parsed.GetValue(user)!,
                        parsed.GetValue(Accounts)!,
                        cancel
                    ),
                    issued => $"refresh token (shown once): {issued.Secret}"
                )
        );
    }

    private static Command RevokeToken()
    {
        var client = Text("--client", "The client's id.");
        var user = Text("--user", "Whose consent it was.");
        var accounts = SomeAccounts();
        return Act(
            new Command("revoke", "Take back what a user lets a client see; its subscriptions end.") { client, user, accounts },
            async (parsed, registrar, _, cancel) =>
                Tell(
                    await registrar.RevokeAsync(
                        parsed.GetValue(client)!,
                        parsed.GetValue(user)!,
                        parsed.GetValue(accounts) ?? [],
                        TimeProvider.System.GetUtcNow(),
                        cancel
                    ),
                    revoked => $"grants taken back: {revoked.Grants}"
                )
        );
    }

    internal static Command Act(Command command, Func<ParseResult, Registrar, SqliteRegistry, CancellationToken, Task<int>> act)
    {
        command.Options.Add(Data);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var folder = parsed.GetValue(Data)!;
                folder.Create();
                await using var registry = new SqliteRegistry(Path.Combine(folder.FullName, "registry.db"));
                await registry.OpenAsync(cancel);
                var code = await act(parsed, new Registrar(registry, new SystemChance()), registry, cancel);
                if (code != 0)
                {
                    // What is done, the registry has noted itself.
                    var name = $"{command.Parents.First().Name} {command.Name}";
                    var now = TimeProvider.System.GetUtcNow();
                    await registry.AddAuditAsync(new AuditEntry(now, "admin", name, "", AuditEntry.Refused), cancel);
                }

                return code;
            }
        );
        return command;
    }

    internal static int Tell<T>(Answer<T> answer, Func<T, string> line)
        where T : class
    {
        if (answer.IsDone)
        {
            Console.WriteLine(line(answer.Value));
            return 0;
        }

        Console.Error.WriteLine(answer.Fault.Message);
        return 1;
    }

    private static string Line(Account account) =>
        $"account {account.Key}  profile {account.ProfileId}  entity {account.EntityId}  advertiser {account.AdvertiserId}  marketplace {account.Marketplace}  "
        + $"realm {account.Realm}  {account.Currency}  {account.TimeZone}  {account.Name}";

    internal static Option<int[]> SomeAccounts() =>
        new("--accounts") { Description = "Keys of accounts. Default: all.", AllowMultipleArgumentsPerToken = true };

    internal static Option<string> Text(string name, string description) =>
        new(name) { Description = description, Required = true };

    internal static Option<string?> Optional(string name, string description) => new(name) { Description = description };
}
