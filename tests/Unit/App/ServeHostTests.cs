using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Millrace.App.Dev;
using Millrace.App.Serve;
using Millrace.App.Settings;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;
using Millrace.Unit.Server;
using Millrace.Unit.Server.Issuers;

namespace Millrace.Unit.App;

/// <summary>A serving process as its deployment settings have it.</summary>
public sealed class ServeHostTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-serve");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_sandbox_has_its_realms_at_ports_and_names_of_their_own_by_https_too()
    {
        var port = FreePorts();
        await using var host = await StartAsync(new Uri($"https://127.0.0.1:{port}"), DevRealms.Deployment(port, isTls: true));
        var registrar = new Registrar(host.Registry, new SystemChance());
        string[] marketplaces = ["ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1VC38T7YXB528"];
        var accounts = new List<Account>();
        foreach (var marketplace in marketplaces)
        {
            var made = new NewAccount { Name = "Shop", Marketplace = marketplace };
            accounts.Add((await registrar.AddAccountAsync(made, ServerRig.Cancel)).Value!);
        }

        var (client, token) = await TokenAsync(host, [.. accounts.Select(account => account.Key)]);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = DevCertificate.Trust(folder.FullName) });
        Task<(HttpStatusCode Status, string Text)> ProfilesAsync(int at, string? name = null) =>
            AskAsync(http, $"https://127.0.0.1:{at}/v2/profiles", client, token, name);

        var everywhere = await ProfilesAsync(port);
        accounts.ShouldAllBe(account => everywhere.Text.Contains(account.ProfileId));
        string[] names = ["na.localhost", "eu.localhost", "fe.localhost"];
        for (var place = 0; place < accounts.Count; place++)
        {
            foreach (
                var seen in ((HttpStatusCode, string Text)[])
                    [await ProfilesAsync(port + 3 + place), await ProfilesAsync(port, names[place])]
            )
            {
                for (var other = 0; other < accounts.Count; other++)
                {
                    seen.Text.Contains(accounts[other].ProfileId, StringComparison.Ordinal).ShouldBe(other == place, seen.Text);
                }
            }
        }

        DevRealms
            .Describe(DevRealms.Deployment(8700, isTls: false))
            .ShouldBe("NA http://127.0.0.1:8703  EU http://127.0.0.1:8704  FE http://127.0.0.1:8705");
        DevRealms.Describe(DevRealms.Deployment(0, isTls: true)).ShouldBe("NA na.localhost  EU eu.localhost  FE fe.localhost");
    }

    [Fact]
    public async Task A_grant_that_another_process_takes_back_ends_delivery()
    {
        await using var issuer = await StandInIssuer.StartAsync();
        var settings = new IssuerSettings { Issuer = issuer.Name, Audience = StandInIssuer.Audience };
        await using var host = await StartAsync(new Uri("http://127.0.0.1:0"), new DeploymentSettings { Issuers = [settings] });
        await using var elsewhere = new SqliteRegistry(Path.Combine(folder.FullName, "registry.db"));
        await elsewhere.OpenAsync(ServerRig.Cancel);
        var made = new NewAccount { Name = "Shop", Marketplace = "ATVPDKIKX0DER" };
        var account = (await new Registrar(elsewhere, new SystemChance()).AddAccountAsync(made, ServerRig.Cancel)).Value!;
        var grant = new IssuerGrant(issuer.Name, "ann", null, [account.Key]);
        await new IssuerGrants(elsewhere).AddAsync(grant, ServerRig.Cancel);

        using var http = new HttpClient();
        var token = issuer.Token(TimeProvider.System.GetUtcNow());
        var (_, text) = await AskAsync(http, $"{host.Address}v2/profiles", "reporting", token);
        text.ShouldContain(account.ProfileId);
        using var api = new HttpClient { BaseAddress = host.Address };
        var caller = new ApiCaller(api, token, "reporting", account.ProfileId);
        var id = (await caller.CreateAsync(ApiCaller.Request())).Body.GetProperty("subscriptionId").GetString()!;
        await host.Registry.ActivateAsync(id, default, TimeProvider.System.GetUtcNow(), ServerRig.Cancel);
        host.Pumps.Add((await host.Registry.ReadActiveAsync(ServerRig.Cancel)).Single());
        host.Pumps.Statuses.Count.ShouldBe(1);

        await new IssuerGrants(elsewhere).RemoveAsync(grant, TimeProvider.System.GetUtcNow(), ServerRig.Cancel);
        for (var poll = 0; poll < 200 && host.Pumps.Statuses.Count > 0; poll++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ServerRig.Cancel);
        }

        host.Pumps.Statuses.ShouldBeEmpty();
        (await host.Registry.FindAsync(id, ServerRig.Cancel))!.Status.ShouldBe(SubscriptionStatus.Suspended);
        (await AskAsync(http, $"{host.Address}v2/profiles", "reporting", token)).Text.ShouldBe("[]");
    }

    [Fact]
    public async Task A_start_that_fails_for_a_file_of_keys_names_it()
    {
        var settings = new IssuerSettings
        {
            Issuer = "partner",
            Audience = "x",
            Keys = Path.Combine(folder.FullName, "none.json"),
        };
        var start = () => StartAsync(new Uri("http://127.0.0.1:0"), new DeploymentSettings { Issuers = [settings] });
        (await Should.ThrowAsync<InvalidDataException>(start)).Message.ShouldContain("none.json");
    }

    private Task<ServeHost> StartAsync(Uri listen, DeploymentSettings deployment) =>
        ServeHost.StartAsync(
            new ServeOptions
            {
                DataFolder = folder.FullName,
                Listen = listen,
                Deployment = deployment,
                SqsEndpoint = new Uri("http://127.0.0.1:1"),
                Partitions = 4,
                LookOutsideEvery = TimeSpan.FromMilliseconds(100),
            },
            _ => { },
            ServerRig.Cancel
        );

    private static async Task<(string Client, string Token)> TokenAsync(ServeHost host, IReadOnlyList<int> accounts)
    {
        var chance = new SystemChance();
        var registrar = new Registrar(host.Registry, chance);
        var client = (await registrar.AddClientAsync("tool", ServerRig.Cancel)).Value!.Thing.ClientId;
        var refresh = (await registrar.AddRefreshTokenAsync(client, "ann", accounts, ServerRig.Cancel)).Value!.Secret;
        var tokens = new TokenService(host.Registry, chance, TimeProvider.System);
        return (client, (await tokens.ExchangeAsync(client, refresh, ServerRig.Cancel))!.Token);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(
        HttpClient http,
        string address,
        string client,
        string token,
        string? host = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = host;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Amazon-Advertising-API-ClientId", client);
        using var response = await http.SendAsync(request, ServerRig.Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(ServerRig.Cancel));
    }

    /// <summary>The first of six that follow each other and are free.</summary>
    private static int FreePorts()
    {
        for (var port = 20_000 + (Environment.ProcessId % 1000 * 6); ; port += 6)
        {
            var listeners = Enumerable.Range(port, 6).Select(number => new TcpListener(IPAddress.Loopback, number)).ToList();
            try
            {
                listeners.ForEach(listener => listener.Start());
                return port;
            }
            catch (SocketException)
            {
                // One is taken: the next six.
            }
            finally
            {
                listeners.ForEach(listener => listener.Stop());
            }
        }
    }
}
