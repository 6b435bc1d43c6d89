using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.EndToEnd.Processes;
using Millrace.Unit.Server.Issuers;

namespace Millrace.EndToEnd;

/// <summary>Tokens of an external issuer at a serving process: which are taken, and what becomes of them while the issuer is away or changes its key.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    /// <summary>The service asks an issuer again after ten seconds, and sees what was granted after one.</summary>
    private const int SeenSeconds = 40;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-issuer");
    private readonly IssuerServer issuer = new();

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["Granted", "Hidden"])
        {
            await AdminAsync(
                "account",
                "add",
                "--name",
                name,
                "--marketplace",
                "ATVPDKIKX0DER",
                "--advertiser-id",
                name.ToUpperInvariant()
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_issuer_signs_shows_what_was_granted_and_nothing_else_is_taken()
    {
        await issuer.StartAsync(Cancel);
        await using var serve = await ServeAsync();
        (await AskAsync(serve, issuer.Key)).ShouldBe((HttpStatusCode.OK, "[]"));
        await AdminAsync("grant", "add", "--issuer", issuer.Name, "--user", "ann", "--accounts", "1");
        await UntilAsync(async () => (await AskAsync(serve, issuer.Key)).Text.Contains("Granted"), serve);
        var profiles = await AskAsync(serve, issuer.Key);
        profiles.Text.ShouldNotContain("Hidden");
        var profile = JsonDocument.Parse(profiles.Text).RootElement[0].GetProperty("profileId").ToString();
        var subscriptions = await AskAsync(serve, issuer.Key, path: "streams/subscriptions", profile: profile);
        subscriptions.ShouldBe((HttpStatusCode.OK, """{"subscriptions":[]}"""));

        var now = DateTimeOffset.UtcNow;
        var key = issuer.Key;
        var modulus = Encoding.ASCII.GetBytes((string)key.Public["n"]!);
        (TokenKey Key, JsonObject Others, string Told)[] wrong =
        [
            (key, new() { ["aud"] = "https://other.test" }, IssuerServer.Audience),
            (key, new() { ["exp"] = now.AddSeconds(-90).ToUnixTimeSeconds() }, "has expired"),
            (key, new() { ["exp"] = null }, "when it expires"),
            (key, new() { ["nbf"] = now.AddSeconds(90).ToUnixTimeSeconds() }, "not valid yet"),
            (key, new() { ["iss"] = "http://127.0.0.1/realms/ads" }, "(iss)"),
            (TokenKey.None(), [], "RS256"),
            (TokenKey.Hmac("first", modulus), [], "RS256"),
            (TokenKey.Hmac("first", Encoding.UTF8.GetBytes(key.Public.ToJsonString())), [], "RS256"),
            (TokenKey.Hmac("first", modulus) with { Algorithm = "RS256" }, [], "not what its issuer has signed"),
            (TokenKey.Rsa("first"), [], "not what its issuer has signed"),
            (TokenKey.Rsa("unknown"), [], "signed by no key that its issuer has now"),
        ];
        foreach (var (other, others, told) in wrong)
        {
            var (status, text) = await AskAsync(serve, other, others);
            status.ShouldBe(HttpStatusCode.Unauthorized, told);
            text.ShouldContain(told);
        }

        (await AskAsync(serve, key)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(serve, key, new() { ["sub"] = "bob" })).ShouldBe((HttpStatusCode.OK, "[]"));
        (await AskAsync(serve, key, new() { ["azp"] = "another" })).Status.ShouldBe(HttpStatusCode.Forbidden);

        await AdminAsync("grant", "remove", "--issuer", issuer.Name, "--user", "ann");
        await UntilAsync(async () => (await AskAsync(serve, key)).Text == "[]", serve);
    }

    [Fact]
    public async Task An_issuer_may_be_away_when_the_service_starts_change_its_key_and_go_away_again()
    {
        await using var serve = await ServeAsync();
        (await AskAsync(serve, issuer.Key)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await GetAsync(serve, "health", "")).Status.ShouldBe(HttpStatusCode.OK);
        serve.Errors.ShouldContain($"issuer {issuer.Name}: its keys cannot be had");

        await issuer.StartAsync(Cancel);
        await UntilAsync(async () => (await AskAsync(serve, issuer.Key)).Status == HttpStatusCode.OK, serve);

        var old = issuer.Key;
        issuer.Key = TokenKey.Ec("second");
        await UntilAsync(async () => (await AskAsync(serve, issuer.Key)).Status == HttpStatusCode.OK, serve);
        (await AskAsync(serve, old)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        await issuer.StopAsync();
        (await AskAsync(serve, issuer.Key)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(serve, TokenKey.Ec("third"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(serve, issuer.Key)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_asked_safely_or_that_was_taken_out_is_not_used()
    {
        await issuer.StartAsync(Cancel);
        var unsafely = await DeploymentAsync($$"""{ "issuer": "http://login.example.com", "audience": "a" }""");
        var told = await MillraceProcess.FailAsync("serve", "--data", folder.FullName, "--deployment", unsafely);
        told.ShouldContain("authority: 'http://login.example.com' has to be an https address");

        await using var serve = await ServeAsync(await DeploymentAsync());
        var (status, text) = await AskAsync(serve, issuer.Key);
        (status, text).ShouldBe((HttpStatusCode.Unauthorized, """{"code":"UnauthorizedAccessError","message":"Unauthorized"}"""));
    }

    /// <param name="deployment">Its file; null: one that names the issuer.</param>
    private async Task<MillraceProcess> ServeAsync(string? deployment = null) =>
        await MillraceProcess.StartAsync(
            "serve",
            "--data",
            folder.FullName,
            "--listen",
            "http://127.0.0.1:0",
            "--deployment",
            deployment ?? await DeploymentAsync($$"""{ "issuer": "{{issuer.Name}}", "audience": "{{IssuerServer.Audience}}" }""")
        );

    private async Task<string> DeploymentAsync(string issuers = "")
    {
        var path = Path.Combine(folder.FullName, "deployment.json");
        await File.WriteAllTextAsync(path, $$"""{ "issuers": [{{issuers}}] }""", Cancel);
        return path;
    }

    private Task<string> AdminAsync(params string[] arguments) =>
        MillraceProcess.RunAsync(["admin", .. arguments, "--data", folder.FullName]);

    private Task<(HttpStatusCode Status, string Text)> AskAsync(
        MillraceProcess serve,
        TokenKey key,
        JsonObject? others = null,
        string path = "v2/profiles",
        string profile = ""
    ) => GetAsync(serve, path, key.Token(issuer.Claims(others)), profile);

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(
        MillraceProcess serve,
        string path,
        string token,
        string profile = ""
    )
    {
        using var http = new HttpClient { BaseAddress = serve.Address, Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Amazon-Advertising-API-ClientId", "reporting");
        request.Headers.Add("Amazon-Advertising-API-Scope", profile);
        using var response = await http.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, MillraceProcess serve)
    {
        for (var second = 0; second < SeenSeconds; second++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        }

        (await isSo()).ShouldBeTrue(serve.Errors);
    }
}
