using System.Net;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Realms;

namespace Millrace.Unit.Server;

public sealed class RealmTests
{
    private static readonly RealmHosts Hosts = new(
        new Dictionary<string, string?>
        {
            ["na.test"] = "NA",
            ["all.test"] = null,
            ["local.test:8701"] = "EU",
            ["local.test:8702"] = "FE",
        }
    );

    [Fact]
    public async Task A_host_shows_the_accounts_of_its_realm_alone()
    {
        await using var rig = await ServerRig.StartAsync(realms: Hosts);
        var (us, de) = (await rig.AddAccountAsync(), await rig.AddAccountAsync("Zwei", "A1PA6795UKMFR9"));
        var client = await rig.AddClientAsync();
        var refresh = await rig.AddRefreshTokenAsync(client, "ann", us, de);
        var token = (await rig.TokenAsync(client.Thing.ClientId, client.Secret, refresh)).Body.GetProperty("access_token");
        ApiCaller At(string host, string profile) =>
            new(rig.Http, token.GetString()!, client.Thing.ClientId, profile) { Headers = [("Host", host)] };
        async Task<string> ProfilesAsync(string host) => (await At(host, "").GetAsync("/v2/profiles")).Body.ToString();

        (await ProfilesAsync("NA.test:443")).ShouldContain(us.ProfileId);
        (await ProfilesAsync("na.test")).ShouldNotContain(de.ProfileId);
        (await ProfilesAsync("local.test:8701")).ShouldContain(de.ProfileId);
        (await ProfilesAsync("local.test:8702")).ShouldBe("[]");
        foreach (var account in (Millrace.Runtime.Accounts.Account[])[us, de])
        {
            (await ProfilesAsync("all.test:9000")).ShouldContain(account.ProfileId);
        }

        (await At("local.test", "").GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await At("na.test", us.ProfileId).GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.OK);
        (await At("local.test:8701", us.ProfileId).GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (
            await At("na.test", us.ProfileId)
                .CreateAsync(ApiCaller.Request(ServerRig.Queue.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal)))
        ).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public void Links_lead_to_the_realm_of_the_topic()
    {
        var options = new HandshakeOptions
        {
            PublicUrl = "https://all.test",
            RegionUrls = new Dictionary<string, string> { ["us-west-2"] = "https://fe.test" },
        };
        options.UrlOf("arn:aws:sns:us-west-2:1:x").ShouldBe("https://fe.test");
        options.UrlOf("arn:aws:sns:us-east-1:1:x").ShouldBe("https://all.test");
    }

    [Fact]
    public async Task Topics_are_called_as_the_deployment_has_it()
    {
        await using var rig = await ServerRig.StartAsync();
        var account = await rig.AddAccountAsync();
        var topics = new TopicNames
        {
            Publishers = new Dictionary<(string, string), string> { [("sp-traffic", "NA")] = "111122223333" },
            Prefix = "Own",
        };
        topics
            .Arn(account, "sp-traffic")
            .ShouldBe($"arn:aws:sns:us-east-1:111122223333:Own-sp-traffic-{ServerRig.Us}-{account.EntityId}");
        topics.Arn(account, "sd-traffic")!.ShouldStartWith("arn:aws:sns:us-east-1:370941301809:Own-sd-traffic-");
    }
}
