using System.Net;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Unit.Server.Issuers;

/// <summary>Users that are called alike, by two issuers and by us, all of one account: none is taken for another.</summary>
public sealed class IssuerIsolationTests : IAsyncLifetime
{
    private readonly List<StandInIssuer> issuers = [];
    private ServerRig rig = null!;
    private Account account = null!;

    public async ValueTask InitializeAsync()
    {
        issuers.Add(await StandInIssuer.StartAsync());
        issuers.Add(await StandInIssuer.StartAsync());
        rig = await ServerRig.StartAsync(issuers: [.. issuers.Select(issuer => issuer.Options)]);
        account = await rig.AddAccountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        foreach (var issuer in issuers)
        {
            await issuer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Each_sees_its_own_subscriptions_alone_whatever_the_others_are_called()
    {
        var client = await rig.AddClientAsync();
        List<ApiCaller> callers = [await rig.CallerAsync(account, client, "ann")];
        foreach (var issuer in issuers)
        {
            await GrantAsync(issuer, null);
            callers.Add(Caller(issuer, client.Thing.ClientId));
        }

        var ids = new List<string>();
        for (var number = 0; number < callers.Count; number++)
        {
            ids.Add(await callers[number].SubscribeAsync($"{ServerRig.Queue}-{number}"));
        }

        for (var number = 0; number < callers.Count; number++)
        {
            var (_, list) = await callers[number].GetAsync("/streams/subscriptions");
            Ids(list).ShouldBe([ids[number]]);
            foreach (var other in ids.Where(id => id != ids[number]))
            {
                (await callers[number].GetAsync($"/streams/subscriptions/{other}")).Status.ShouldBe(HttpStatusCode.NotFound);
                (await callers[number].PutAsync(other, """{"notes":"mine"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
            }
        }
    }

    [Fact]
    public async Task One_issuer_cannot_sign_for_the_other()
    {
        await GrantAsync(issuers[0], null);
        var claims = issuers[0].Claims(rig.Wall.GetUtcNow());
        foreach (var key in (TokenKey[])[issuers[1].Keys[0], issuers[1].Keys[0] with { Id = "second" }])
        {
            var caller = new ApiCaller(rig.Http, key.Token(claims), "reporting", "");
            (await caller.GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await Caller(issuers[1], "reporting").GetAsync("/v2/profiles")).Body.ToString().ShouldBe("[]");
    }

    [Fact]
    public async Task What_one_client_was_granted_another_does_not_see()
    {
        await GrantAsync(issuers[0], "reporting");
        (await Caller(issuers[0], "reporting").GetAsync("/v2/profiles")).Body.ToString().ShouldContain(account.ProfileId);
        (await Caller(issuers[0], "other").GetAsync("/v2/profiles")).Body.ToString().ShouldBe("[]");
    }

    [Fact]
    public async Task A_grant_that_is_taken_back_suspends_and_one_that_is_given_again_lets_it_be_resumed()
    {
        await GrantAsync(issuers[0], null);
        var caller = Caller(issuers[0], "reporting");
        var id = await caller.SubscribeAsync();
        await rig.Registry.ActivateAsync(id, default, rig.Wall.GetUtcNow(), ServerRig.Cancel);

        var grant = new IssuerGrant(issuers[0].Name, "ann", null, []);
        await new IssuerGrants(rig.Registry).RemoveAsync(grant, rig.Wall.GetUtcNow(), ServerRig.Cancel);
        (await rig.Registry.FindAsync(id, ServerRig.Cancel))!.Status.ShouldBe(SubscriptionStatus.Suspended);
        (await caller.GetAsync($"/streams/subscriptions/{id}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await caller.GetAsync("/v2/profiles")).Body.ToString().ShouldBe("[]");

        await GrantAsync(issuers[0], null);
        (await caller.StatusAsync(id)).ShouldBe("SUSPENDED");
        (await caller.PutAsync(id, """{"status":"ACTIVE"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await rig.Registry.ReadAuditAsync(DateTimeOffset.UnixEpoch, 0, 100, ServerRig.Cancel))
            .Select(entry => $"{entry.Actor}: {entry.Act}: {entry.Subject}: {entry.Outcome}")
            .TakeLast(4)
            .ShouldBe([
                $"admin: grant remove: account {account.Key} to any client of {issuers[0].Name} for ann: done",
                $"service: subscription status: {id}: SUSPENDED",
                $"admin: grant add: account {account.Key} to any client of {issuers[0].Name} for ann: done",
                $"{issuers[0].Name},reporting for ann: subscription status: {id}: ACTIVE",
            ]);
    }

    private ApiCaller Caller(StandInIssuer issuer, string client) =>
        new(rig.Http, issuer.Token(rig.Wall.GetUtcNow(), client: client), client, account.ProfileId);

    private async Task GrantAsync(StandInIssuer issuer, string? client) =>
        (
            await new IssuerGrants(rig.Registry).AddAsync(new(issuer.Name, "ann", client, [account.Key]), ServerRig.Cancel)
        ).IsDone.ShouldBeTrue();

    private static List<string?> Ids(JsonElement list) =>
        [.. list.GetProperty("subscriptions").EnumerateArray().Select(one => one.GetProperty("subscriptionId").GetString())];
}
