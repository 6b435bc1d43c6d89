using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Millrace.Runtime.Accounts;
using Millrace.Server.Issuers;

namespace Millrace.Unit.Server.Issuers;

/// <summary>Which tokens of an external issuer are taken, and what those are told that are not.</summary>
public sealed class IssuerTokenTests : IAsyncLifetime
{
    private StandInIssuer issuer = null!;
    private ServerRig rig = null!;
    private Account account = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await StandInIssuer.StartAsync();
        rig = await ServerRig.StartAsync(issuers: [issuer.Options]);
        account = await rig.AddAccountAsync();
        await GrantAsync("ann", account.Key);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_token_shows_the_accounts_that_its_user_was_granted_and_no_other()
    {
        var hidden = await rig.AddAccountAsync("Hidden");
        issuer.Keys.AddRange([TokenKey.Rsa("pss", "PS256"), TokenKey.Ec("ec")]);
        foreach (var key in issuer.Keys)
        {
            var (status, profiles) = await AskAsync(key.Token(Claims()));
            status.ShouldBe(HttpStatusCode.OK, key.Algorithm);
            profiles.ToString().ShouldContain(account.ProfileId);
            profiles.ToString().ShouldNotContain(hidden.ProfileId);
        }

        var caller = Caller(issuer.Token(rig.Wall.GetUtcNow()));
        (await caller.GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.OK);
        (await (caller with { ProfileId = hidden.ProfileId }).GetAsync("/streams/subscriptions")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        var bob = await AskAsync(issuer.Token(rig.Wall.GetUtcNow(), "bob"));
        (bob.Status, bob.Body.ToString()).ShouldBe((HttpStatusCode.OK, "[]"));
    }

    [Fact]
    public async Task The_client_is_that_of_the_token()
    {
        var caller = Caller(issuer.Token(rig.Wall.GetUtcNow()));
        (await (caller with { ClientId = "another" }).GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (caller with { ClientId = "" }).GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (caller with { ClientId = $"{issuer.Name},reporting" }).GetAsync("/v2/profiles")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        foreach (var claim in (string[])["client_id", "appid"])
        {
            var token = issuer.Keys[0].Token(Claims(new() { ["azp"] = null, [claim] = "reporting" }));
            (await AskAsync(token)).Status.ShouldBe(HttpStatusCode.OK, claim);
        }
    }

    [Fact]
    public async Task Clocks_may_differ_by_a_minute_and_a_token_may_be_for_others_too()
    {
        var now = rig.Wall.GetUtcNow();
        foreach (
            var others in (JsonObject[])
                [
                    new() { ["exp"] = now.AddSeconds(-50).ToUnixTimeSeconds() },
                    new() { ["nbf"] = now.AddSeconds(50).ToUnixTimeSeconds() },
                    new() { ["nbf"] = null, ["iat"] = null },
                    new() { ["exp"] = 253_402_300_799 },
                    new() { ["exp"] = long.MaxValue, ["nbf"] = 0 },
                    new() { ["aud"] = new JsonArray("https://other.test", StandInIssuer.Audience) },
                ]
        )
        {
            (await AskAsync(issuer.Keys[0].Token(Claims(others)))).Status.ShouldBe(HttpStatusCode.OK, others.ToString());
        }
    }

    [Fact]
    public async Task What_is_wrong_with_the_claims_is_told()
    {
        var now = rig.Wall.GetUtcNow();
        (JsonObject Others, string Told)[] wrong =
        [
            (new() { ["exp"] = now.AddSeconds(-70).ToUnixTimeSeconds() }, "has expired"),
            (new() { ["exp"] = null }, "when it expires"),
            (new() { ["nbf"] = now.AddSeconds(70).ToUnixTimeSeconds() }, "not valid yet"),
            (new() { ["aud"] = "https://other.test" }, StandInIssuer.Audience),
            (new() { ["aud"] = null }, StandInIssuer.Audience),
            (new() { ["aud"] = new JsonArray() }, StandInIssuer.Audience),
            (new() { ["iss"] = "https://login.test" }, "(iss)"),
            (new() { ["iss"] = issuer.Name + "/" }, "(iss)"),
            (new() { ["iss"] = null }, "(iss)"),
            (new() { ["sub"] = null }, "claim sub"),
            (new() { ["sub"] = "" }, "claim sub"),
            (new() { ["sub"] = "ann\nbob" }, "claim sub"),
            (new() { ["sub"] = new JsonArray("ann", "bob") }, "no signed JSON Web Token"),
            (new() { ["sub"] = new string('a', 256) }, "claim sub"),
            (new() { ["azp"] = null }, "azp or client_id or appid"),
            (new() { ["azp"] = "a client" }, "azp or client_id or appid"),
            (new() { ["azp"] = "a,b" }, "azp or client_id or appid"),
        ];
        foreach (var (others, told) in wrong)
        {
            await RefusedAsync(issuer.Keys[0].Token(Claims(others)), told);
        }
    }

    [Fact]
    public async Task Only_the_issuer_can_sign()
    {
        var key = issuer.Keys[0];
        var good = key.Token(Claims());
        var modulus = Encoding.ASCII.GetBytes((string)key.Public["n"]!);
        await RefusedAsync((TokenKey.Rsa("first") with { Id = "first" }).Token(Claims()), "not what its issuer has signed");
        await RefusedAsync(TokenKey.None().Token(Claims()), "RS256");
        await RefusedAsync(TokenKey.None("None").Token(Claims()), "RS256");
        await RefusedAsync(TokenKey.Hmac("first", modulus).Token(Claims()), "RS256");
        await RefusedAsync(TokenKey.Hmac("first", Encoding.UTF8.GetBytes(key.Public.ToJsonString())).Token(Claims()), "RS256");
        await RefusedAsync((TokenKey.Hmac("first", modulus) with { Algorithm = "RS256" }).Token(Claims()), "not what its issuer");
        await RefusedAsync((TokenKey.Ec("first")).Token(Claims()), "not what its issuer");
        await RefusedAsync(TokenKey.Rsa("unknown").Token(Claims()), "signed by no key that its issuer has now");
        await RefusedAsync(
            TokenKey.Rsa("unknown").Token(Claims(new() { ["nbf"] = null })),
            "signed by no key that its issuer has now"
        );
        await RefusedAsync(key.Token(Claims(), new() { ["crit"] = new JsonArray("b64"), ["b64"] = false }), "crit");

        var parts = good.Split('.');
        var other = key.Token(Claims(new() { ["sub"] = "bob" })).Split('.');
        await RefusedAsync($"{parts[0]}.{other[1]}.{parts[2]}", "not what its issuer");
        await RefusedAsync($"{parts[0]}.{parts[1]}.", "not what its issuer");
        await RefusedAsync($"{parts[0]}.{parts[1]}.{parts[2][..^8]}", "not what its issuer");
        (await AskAsync(good)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_that_a_token_brings_along_or_points_to_are_not_looked_at()
    {
        await using var thief = await StandInIssuer.StartAsync();
        var key = thief.Keys[0] with { Id = "thief" };
        foreach (
            var header in (JsonObject[])
                [
                    new() { ["jku"] = $"{thief.Name}/.well-known/openid-configuration" },
                    new() { ["x5u"] = $"{thief.Name}/.well-known/openid-configuration" },
                    new() { ["jwk"] = key.Public.DeepClone() },
                    new() { ["jwk"] = key.Public.DeepClone(), ["kid"] = "first" },
                ]
        )
        {
            await RefusedAsync(key.Token(Claims(), header), "signed");
        }

        thief.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_token_of_an_issuer_is_refused_and_costs_no_call_to_it()
    {
        var good = issuer.Keys[0].Token(Claims());
        await RefusedAsync(issuer.Keys[0].Token(Claims(new() { ["more"] = new string('x', 13_000) })), "16384 characters");
        await RefusedAsync("a.b.c", "no signed JSON Web Token");
        await RefusedAsync("..", "no signed JSON Web Token");
        await RefusedAsync($"{good.Split('.')[0]}.bm90IGpzb24.{good.Split('.')[2]}", "no signed JSON Web Token");
        await RefusedAsync(TokenKey.None().Token(Claims()), "RS256");
        foreach (var token in (string[])["Atza|x.y.z", "opaque", good + ".x.y", ""])
        {
            var (status, body) = await AskAsync(token);
            (status, body.GetProperty("message").GetString()).ShouldBe((HttpStatusCode.Unauthorized, "Unauthorized"));
        }

        issuer.Asked.ShouldBe(0);
        (await AskAsync(issuer.Keys[0].Token(Claims(new() { ["more"] = new string('x', 9_000) })))).Status.ShouldBe(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task Tokens_of_our_own_go_on_beside_and_without_issuers_a_foreign_token_is_any_wrong_one()
    {
        (await (await rig.CallerAsync(account)).GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.OK);
        await using var alone = await ServerRig.StartAsync();
        var (status, body) = await new ApiCaller(alone.Http, issuer.Keys[0].Token(Claims()), "reporting", "").GetAsync(
            "/v2/profiles"
        );
        (status, body.GetProperty("message").GetString()).ShouldBe((HttpStatusCode.Unauthorized, "Unauthorized"));
    }

    [Fact]
    public async Task A_deployment_chooses_its_claims_its_client_or_a_file_of_keys()
    {
        var file = Path.Combine(rig.Folder, "keys.json");
        await File.WriteAllTextAsync(file, issuer.KeySet, ServerRig.Cancel);
        IssuerOptions options = new()
        {
            Issuer = issuer.Name,
            Audience = StandInIssuer.Audience,
            KeysFile = file,
            UserClaim = "email",
            ClientClaims = ["app"],
        };
        var token = issuer.Keys[0].Token(Claims(new() { ["email"] = "ann@example.com", ["app"] = "tool" }));

        (await ClientsAsync(options, token, "tool")).ShouldBe((HttpStatusCode.OK, "ann@example.com"));
        (await ClientsAsync(options, token, "reporting")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await ClientsAsync(options with { Client = "fixed" }, token, "fixed")).ShouldBe((HttpStatusCode.OK, "ann@example.com"));
        issuer.Asked.ShouldBe(0);

        foreach (var text in (string[])["{", "{}", """{"keys":[]}""", "[]"])
        {
            await File.WriteAllTextAsync(file, text, ServerRig.Cancel);
            var fault = await Should.ThrowAsync<InvalidDataException>(() =>
                IssuerRoom.OpenAsync([options], rig.Wall, _ => { }, ServerRig.Cancel)
            );
            fault.Message.ShouldContain("keys.json");
        }
    }

    /// <summary>What a server with other settings answers, and to whose subscription it came.</summary>
    private async Task<(HttpStatusCode Status, string User)> ClientsAsync(IssuerOptions options, string token, string client)
    {
        await using var other = await ServerRig.StartAsync(issuers: [options]);
        var own = await other.AddAccountAsync();
        var grant = new IssuerGrant(issuer.Name, "ann@example.com", null, [own.Key]);
        (await new IssuerGrants(other.Registry).AddAsync(grant, ServerRig.Cancel)).IsDone.ShouldBeTrue();
        var caller = new ApiCaller(other.Http, token, client, own.ProfileId);
        var (status, body) = await caller.CreateAsync(ApiCaller.Request());
        var id = status == HttpStatusCode.OK ? body.GetProperty("subscriptionId").GetString()! : "";
        return (status, (await other.Registry.FindAsync(id, ServerRig.Cancel))?.UserId ?? "");
    }

    private async Task GrantAsync(string user, params int[] accounts) =>
        (
            await new IssuerGrants(rig.Registry).AddAsync(new(issuer.Name, user, null, accounts), ServerRig.Cancel)
        ).IsDone.ShouldBeTrue();

    private JsonObject Claims(JsonObject? others = null) => issuer.Claims(rig.Wall.GetUtcNow(), others: others);

    private ApiCaller Caller(string token) => new(rig.Http, token, "reporting", account.ProfileId);

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> AskAsync(string token) =>
        Caller(token).GetAsync("/v2/profiles");

    private async Task RefusedAsync(string token, string told)
    {
        var (status, body) = await AskAsync(token);
        status.ShouldBe(HttpStatusCode.Unauthorized, told);
        body.GetProperty("code").GetString().ShouldBe("UnauthorizedAccessError");
        body.GetProperty("message").GetString()!.ShouldContain(told);
    }
}
