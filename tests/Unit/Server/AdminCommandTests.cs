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
