using System.Text.RegularExpressions;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Server;

public sealed class AdminCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-admin");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_operator_makes_all_that_a_subscriber_needs()
    {
        (await RunAsync("account add --name Acme --marketplace ATVPDKIKX0DER --profile-id 123")).Code.ShouldBe(0);
        (await RunAsync("account list")).Out.ShouldContain("123");
        var client = await RunAsync("client add --name tool");
        var clientId = Regex.Match(client.Out, @"amzn1\.application-oa2-client\.[0-9a-f]+").Value;
        (await RunAsync($"token add --client {clientId} --user ann --accounts 1")).Out.ShouldContain("Atzr|");
        (await RunAsync("ingest-key add --holder platform --accounts 1")).Out.ShouldContain("mrik_");
        (
            await RunAsync(
                "marketplace add --id OWNPLACE1 --country ZA --realm EU --currency ZAR --time-zone Africa/Johannesburg"
            )
        ).Code.ShouldBe(0);

        var refused = await RunAsync("account add --name Acme --marketplace NOWHERE");
        (refused.Code, refused.Error.Contains("marketplace", StringComparison.Ordinal)).ShouldBe((1, true));
        (await RunAsync("token add --client nobody --user ann --accounts 1")).Code.ShouldBe(1);
        (await RunAsync($"token revoke --client {clientId} --user bob")).Code.ShouldBe(1);
        (await RunAsync($"token revoke --client {clientId} --user ann")).Out.ShouldContain("taken back: 1");

        var audit = (await RunAsync("audit read")).Out.Trim().Split('\n');
        audit[0].ShouldContain("\"act\":\"account add\",\"subject\":\"account 1\",\"outcome\":\"done\"");
        audit.Count(line => line.Contains("refused", StringComparison.Ordinal)).ShouldBe(3);
        (await RunAsync("audit read --since 2999-01-01 --format csv"))
            .Out.Trim()
            .ShouldBe("sequence,time,actor,act,subject,outcome");
        (await RunAsync("audit read --since yesterday")).Error.ShouldContain("is not an ISO 8601 time");
        (await RunAsync("audit prune --before 2999-01-01")).Out.ShouldContain($"entries removed: {audit.Length}");
        (await RunAsync("audit read --format csv")).Out.ShouldContain("\"audit prune\"");
        await using var registry = new SqliteRegistry(Path.Combine(folder.FullName, "registry.db"));
        (await registry.ReadAccountsAsync(ServerRig.Cancel)).Single().Name.ShouldBe("Acme");
    }

    [Fact]
    public async Task An_operator_grants_accounts_to_users_of_issuers_lists_them_and_takes_them_back()
    {
        foreach (var name in (string[])["Acme", "Other"])
        {
            await RunAsync($"account add --name {name} --marketplace ATVPDKIKX0DER");
        }

        const string ann = "--issuer https://login.test/ --user ann";
        (await RunAsync($"grant add {ann} --accounts 1 2")).Out.ShouldContain("accounts 1 2");
        (await RunAsync($"grant add {ann} --client app --accounts 2")).Code.ShouldBe(0);
        (await RunAsync("grant list"))
            .Out.Trim()
            .Split('\n')
            .ShouldBe([
                "user ann  client any  issuer https://login.test/  accounts 1 2",
                "user ann  client app  issuer https://login.test/  accounts 2",
            ]);
        (await RunAsync("grant list --user bob")).Out.ShouldBe("");

        (await RunAsync($"grant add {ann} --accounts 3")).Error.ShouldContain("No account 3");
        (await RunAsync("grant add --issuer a,b --user ann --accounts 1")).Error.ShouldContain("exactly as the tokens have it");
        (await RunAsync($"grant add {ann} --client a,b --accounts 1")).Error.ShouldContain("A client of an issuer");
        (await RunAsync("grant remove --issuer https://login.test --user ann")).Error.ShouldContain("grant list");
        (await RunAsync($"grant remove {ann} --client app --accounts 2")).Out.ShouldContain("taken back: 1");
        (await RunAsync($"grant remove {ann}")).Out.ShouldContain("taken back: 2");
        (await RunAsync("grant list")).Out.ShouldBe("");

        var audit = (await RunAsync("audit read")).Out;
        audit.ShouldContain(
            "\"act\":\"grant add\",\"subject\":\"account 2 to app of https://login.test/ for ann\",\"outcome\":\"done\""
        );
        audit.ShouldContain(
            "\"act\":\"grant remove\",\"subject\":\"account 1 to any client of https://login.test/ for ann\",\"outcome\":\"done\""
        );
        audit.Split('\n').Count(line => line.Contains("refused", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task An_erasure_is_asked_for_twice_and_finished_by_the_service()
    {
        await RunAsync("account add --name Acme --marketplace ATVPDKIKX0DER --advertiser-id AZQ7OWN");
        (await RunAsync("erase account --account 1")).Error.ShouldContain("add --confirm");
        (await RunAsync("erase account --account 2 --confirm")).Error.ShouldContain("No account 2");
        (await RunAsync("erase account --account 1 --confirm --wait -1")).Error.ShouldContain("--wait must be at least 0");
        (await RunAsync("account list")).Out.ShouldContain("AZQ7OWN");

        // Nobody serves the folder: the intent waits for who does.
        (await RunAsync("erase account --account 1 --confirm --wait 0")).Out.ShouldContain("with its next start");
        (await RunAsync("account list")).Out.ShouldBeEmpty();
        (await RunAsync("account add --name Other --marketplace ATVPDKIKX0DER")).Out.ShouldContain("account 2");
        await using var registry = new SqliteRegistry(Path.Combine(folder.FullName, "registry.db"));
        (await registry.ReadErasuresAsync(ServerRig.Cancel)).ShouldBe([1]);
    }

    [Fact]
    public async Task Shoppers_are_not_said_to_be_erased_where_nobody_serves()
    {
        await RunAsync("account add --name Acme --marketplace ATVPDKIKX0DER");
        (await RunAsync("erase shopper --account 1 --key k")).Error.ShouldContain("Name at least one shopper");
        (await RunAsync("erase shopper --account 2 --shopper ann --key k")).Error.ShouldContain("No account 2");
        (await RunAsync("erase shopper --account 1 --key k -f nowhere.txt")).Error.ShouldContain("There is no file");
        (await RunAsync("erase shopper --account 1 --shopper ann")).Error.ShouldContain("ingest key");
        var alone = await RunAsync("erase shopper --account 1 --shopper ann --key k --server http://127.0.0.1:1/");
        (alone.Code, alone.Error.Contains("Erased: 0 of 1", StringComparison.Ordinal)).ShouldBe((1, true), alone.Error);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(string line)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "millrace"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in $"admin {line} --data {folder.FullName}".Split(' '))
        {
            start.ArgumentList.Add(word);
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(ServerRig.Cancel),
            process.StandardError.ReadToEndAsync(ServerRig.Cancel)
        );
        await process.WaitForExitAsync(ServerRig.Cancel).WaitAsync(TimeSpan.FromSeconds(60), ServerRig.Cancel);
        return (process.ExitCode, await output, await error);
    }
}
