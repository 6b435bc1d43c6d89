using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Millrace.Runtime.Accounts;
using Millrace.Sources.Files;
using Millrace.Storage.Registry;

namespace Millrace.App.Admin;

/// <summary>millrace admin erase: erases an account, or what is known of shoppers of one. docs/privacy.md says what that reaches.</summary>
internal static class EraseCommand
{
    private const int LinesPerBody = 1000;
    private const int AttemptsMax = 3;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public static Command Account()
    {
        var account = AccountKey();
        var confirm = new Option<bool>("--confirm") { Description = "Do it: it cannot be undone." };
        var wait = new Option<int>("--wait")
        {
            Description = "Seconds to wait for the service that is running to finish it.",
            DefaultValueFactory = _ => 60,
        };
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--wait must be at least 0.");
            }
        });
        return AdminCommand.Act(
            new Command("account", "Erase an account everywhere, for ever.") { account, confirm, wait },
            (parsed, _, registry, cancel) =>
                EraseAccountAsync(
                    registry,
                    parsed.GetValue(account),
                    parsed.GetValue(confirm),
                    TimeSpan.FromSeconds(parsed.GetValue(wait)),
                    cancel
                )
        );
    }

    public static Command Shopper()
    {
        var account = AccountKey();
        var shoppers = new Option<string[]>("--shopper")
        {
            Description = "Shopper ids, as the events had them.",
            AllowMultipleArgumentsPerToken = true,
        };
        var file = new Option<FileInfo?>("--file", "-f") { Description = "A file with a shopper id a line." };
        var server = AppOptions.Address("--server", $"Address of the service. Default: {ServerHttp.Local}.");
        var key = new Option<string?>("--key")
        {
            Description = "An ingest key of the account; else the environment's MILLRACE_INGEST_KEY.",
        };
        return AdminCommand.Act(
            new Command("shopper", "Erase what is known of shoppers of an account, through the running service.")
            {
                account,
                shoppers,
                file,
                server,
                key,
            },
            async (parsed, _, registry, cancel) =>
            {
                var found = (await registry.ReadAccountsAsync([parsed.GetValue(account)], cancel)).FirstOrDefault();
                var ids = parsed.GetValue(shoppers) ?? [];
                var secret = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("MILLRACE_INGEST_KEY");
                if (parsed.GetValue(file) is { } named)
                {
                    if (!named.Exists)
                    {
                        return Refuse($"There is no file {named.FullName}.");
                    }

                    var lines = await File.ReadAllLinesAsync(named.FullName, cancel);
                    ids = [.. ids, .. lines.Where(line => line.Length > 0)];
                }

                if (Fault(found, parsed.GetValue(account), ids, secret) is { } fault)
                {
                    return Refuse(fault);
                }

                using var http = ServerHttp.Create(parsed.GetValue(server) ?? ServerHttp.Local, TimeSpan.FromMinutes(10));
                return await EraseShoppersAsync(
                    new IngestClient(http, secret!, TimeProvider.System, AttemptsMax),
                    found!,
                    ids,
                    cancel
                );
            }
        );
    }

    private static async Task<int> EraseAccountAsync(
        SqliteRegistry registry,
        int account,
        bool isConfirmed,
        TimeSpan wait,
        CancellationToken cancel
    )
    {
        if (!isConfirmed)
        {
            return Refuse($"Account {account} would be erased everywhere, for ever: add --confirm if that is meant.");
        }

        var clock = TimeProvider.System;
        var isUnderWay = (await registry.ReadErasuresAsync(cancel)).Contains(account);
        if (!isUnderWay && !await registry.BeginErasureAsync(account, clock.GetUtcNow(), cancel))
        {
            return Refuse($"No account {account}: see `admin account list`.");
        }

        var began = clock.GetTimestamp();
        while ((await registry.ReadErasuresAsync(cancel)).Contains(account))
        {
            if (clock.GetElapsedTime(began) >= wait)
            {
                Console.WriteLine(
                    $"account {account} is out of the registry; a service with this data folder erases the rest while it runs, or with its next start"
                );
                return 0;
            }

            await Task.Delay(LookEvery, clock, cancel);
        }

        Console.WriteLine($"account {account} is erased");
        return 0;
    }

    private static async Task<int> EraseShoppersAsync(
        IngestClient client,
        Account account,
        IReadOnlyList<string> shoppers,
        CancellationToken cancel
    )
    {
        var erased = 0L;
        try
        {
            foreach (var share in shoppers.Chunk(LinesPerBody))
            {
                var body = string.Join('\n', share.Select(shopper => Line(account, shopper)));
                var answer = await client.SendAsync(
                    Encoding.UTF8.GetBytes(body),
                    "shoppers",
                    IngestTarget.ForgetShoppers,
                    cancel
                );
                if (answer.RefusedCount > 0)
                {
                    var first = answer.Refused[0];
                    return Refuse(
                        $"Shopper {erased + first.Line} is refused: {first.Reason}. Erased: {erased + answer.Accepted} of {shoppers.Count}. Mend it and give all again: what is erased again changes nothing."
                    );
                }

                erased += answer.Accepted;
            }
        }
        catch (IngestException fault)
        {
            return Refuse(
                $"{fault.Message} Erased: {erased} of {shoppers.Count}. Give all again: what is erased again changes nothing."
            );
        }

        Console.WriteLine($"shoppers erased: {erased}");
        return 0;
    }

    private static string? Fault(Account? found, int account, IReadOnlyCollection<string> shoppers, string? secret) =>
        found is null ? $"No account {account}: see `admin account list`."
        : shoppers.Count == 0 ? "Name at least one shopper, by --shopper or --file."
        : secret is null ? "Give an ingest key of the account by --key or MILLRACE_INGEST_KEY: the running service does it."
        : null;

    private static string Line(Account account, string shopper) =>
        new JsonObject
        {
            ["advertiser_id"] = account.AdvertiserId,
            ["marketplace_id"] = account.Marketplace,
            ["shopper_id"] = shopper,
        }.ToJsonString();

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }

    private static Option<int> AccountKey() =>
        new("--account") { Description = "The account's key, as `admin account list` shows it.", Required = true };
}
