using System.Net;
using System.Text;
using System.Text.Json;

namespace Millrace.Unit.Server;

public sealed class AccountApiTests : IAsyncLifetime
{
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_refresh_token_gives_access_for_one_hour()
    {
        var account = await rig.AddAccountAsync();
        var client = await rig.AddClientAsync();
        client.Thing.ClientId.ShouldStartWith("amzn1.application-oa2-client.");
        var refresh = await rig.AddRefreshTokenAsync(client, "ann@example.com", account);
        refresh.ShouldStartWith("Atzr|");
        var (status, body) = await rig.TokenAsync(client.Thing.ClientId, client.Secret, refresh);

        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("token_type").GetString().ShouldBe("bearer");
        body.GetProperty("expires_in").GetInt32().ShouldBe(3600);
        body.GetProperty("refresh_token").GetString().ShouldBe(refresh);
        var access = body.GetProperty("access_token").GetString()!;
        access.ShouldStartWith("Atza|");
        var caller = new ApiCaller(rig.Http, access, client.Thing.ClientId, account.ProfileId);
        rig.Wall.Advance(TimeSpan.FromMinutes(59));
        (await caller.GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.OK);
        rig.Wall.Advance(TimeSpan.FromMinutes(1));
        var (expired, message) = await caller.GetAsync("/v2/profiles");
        (expired, message.GetProperty("message").GetString()).ShouldBe((HttpStatusCode.Unauthorized, "Unauthorized"));
    }

    [Fact]
    public async Task Wrong_credentials_get_the_errors_of_the_login_service()
    {
        var account = await rig.AddAccountAsync();
        var (client, other) = (await rig.AddClientAsync(), await rig.AddClientAsync());
        var refresh = await rig.AddRefreshTokenAsync(client, "ann@example.com", account);

        (await ErrorAsync(client.Thing.ClientId, "wrong", refresh)).ShouldBe((401, "invalid_client"));
        (await ErrorAsync(client.Thing.ClientId, other.Secret, refresh)).ShouldBe((401, "invalid_client"));
        (await ErrorAsync("amzn1.application-oa2-client.0", client.Secret, refresh)).ShouldBe((401, "invalid_client"));
        (await ErrorAsync(other.Thing.ClientId, other.Secret, refresh)).ShouldBe((400, "invalid_grant"));
        (await ErrorAsync(client.Thing.ClientId, client.Secret, "Atzr|x")).ShouldBe((400, "invalid_grant"));
        using var password = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password" });
        using var refused = await rig.Http.PostAsync("/auth/o2/token", password, ServerRig.Cancel);
        (await ServerRig.ReadAsync(refused)).GetProperty("error").GetString().ShouldBe("unsupported_grant_type");
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var noForm = await rig.Http.PostAsync("/auth/o2/token", json, ServerRig.Cancel);
        noForm.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_call_needs_its_token_its_client_and_a_profile_of_its_user()
    {
        var (account, hidden) = (await rig.AddAccountAsync(), await rig.AddAccountAsync("Hidden"));
        var caller = await rig.CallerAsync(account);
        async Task<HttpStatusCode> Try(ApiCaller changed) => (await changed.GetAsync("/streams/subscriptions")).Status;

        (await Try(caller)).ShouldBe(HttpStatusCode.OK);
        (await Try(caller with { Token = "Atza|x" })).ShouldBe(HttpStatusCode.Unauthorized);
        (await Try(caller with { Token = "" })).ShouldBe(HttpStatusCode.Unauthorized);
        (await Try(caller with { ClientId = "another" })).ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
        (await Try(caller with { ProfileId = hidden.ProfileId })).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(caller with { ProfileId = "1" })).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(caller with { ProfileId = "" })).ShouldBe(HttpStatusCode.BadRequest);
        using var bare = await rig.Http.GetAsync("/streams/subscriptions", ServerRig.Cancel);
        bare.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Profiles_show_the_accounts_of_the_token_and_no_other()
    {
        (
            await rig.Registrar.AddMarketplaceAsync(new("OWNPLACE1", "ZA", "EU", "ZAR", "Africa/Johannesburg"), ServerRig.Cancel)
        ).IsDone.ShouldBeTrue();
        var (account, hidden) = (await rig.AddAccountAsync("Own", "OWNPLACE1"), await rig.AddAccountAsync("Hidden"));
        var (_, profiles) = await (await rig.CallerAsync(account)).GetAsync("/v2/profiles");

        var profile = profiles.EnumerateArray().Single();
        profile
            .GetProperty("profileId")
            .GetInt64()
            .ToString(System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(account.ProfileId);
        profile.GetProperty("countryCode").GetString().ShouldBe("ZA");
        profile.GetProperty("currencyCode").GetString().ShouldBe("ZAR");
        profile.GetProperty("timezone").GetString().ShouldBe("Africa/Johannesburg");
        profile.GetProperty("accountInfo").GetProperty("marketplaceStringId").GetString().ShouldBe("OWNPLACE1");
        profile.GetProperty("accountInfo").GetProperty("name").GetString().ShouldBe("Own");
        profiles.ToString().ShouldNotContain(hidden.ProfileId);
    }

    [Fact]
    public async Task The_clock_of_a_sandbox_moves_by_a_call_and_not_by_nonsense()
    {
        async Task<HttpStatusCode> SetAsync(string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await rig.Http.PostAsync("/sandbox/v1/clock", content, ServerRig.Cancel);
            return response.StatusCode;
        }

        (await SetAsync("""{"time":"2026-07-12T18:00:00+01:00"}""")).ShouldBe(HttpStatusCode.OK);
        rig.Platform.GetUtcNow().ShouldBe(new DateTimeOffset(2026, 7, 12, 17, 0, 0, TimeSpan.Zero));
        (await SetAsync("""{"time":"soon"}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await SetAsync("""{}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await SetAsync("{")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Health_answers_and_what_nobody_foresaw_becomes_a_500_without_details()
    {
        (await rig.Http.GetStringAsync("/health", ServerRig.Cancel)).ShouldContain("ok");
        var caller = await rig.CallerAsync(await rig.AddAccountAsync());
        using (
            var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(rig.Folder, "registry.db")}")
        )
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE subscription RENAME TO lost";
            command.ExecuteNonQuery();
        }

        var (status, body) = await caller.GetAsync("/streams/subscriptions");
        status.ShouldBe(HttpStatusCode.InternalServerError);
        body.GetProperty("message").GetString()!.ShouldNotContain("subscription");
        rig.Failures.Count.ShouldBe(1);
    }

    private async Task<(int Status, string? Error)> ErrorAsync(string client, string secret, string refresh)
    {
        var (status, body) = await rig.TokenAsync(client, secret, refresh);
        body.TryGetProperty("error_description", out _).ShouldBeTrue();
        return ((int)status, body.GetProperty("error").GetString());
    }
}
