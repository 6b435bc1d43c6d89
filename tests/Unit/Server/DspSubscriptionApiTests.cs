using System.Net;
using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server;

public sealed class DspSubscriptionApiTests : IAsyncLifetime
{
    private const string Path = "/dsp/streams/subscriptions";
    private const string MediaType = "application/vnd.MarketingStreamSubscriptions.DspStreamSubscriptionResource.v1.0+json";
    private ServerRig rig = null!;
    private Account account = null!;
    private ApiCaller sponsored = null!;
    private ApiCaller dsp = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync(advertiser: "5989486560401");
        sponsored = await rig.CallerAsync(account);
        dsp = Named("Amazon-Ads-Account-ID", account.AdvertiserId);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_dsp_dataset_is_subscribed_to_read_and_archived_as_the_others_are()
    {
        var id = await CreateAsync();
        var (_, got) = await dsp.GetAsync($"{Path}/{id}");
        got.GetProperty("subscription").GetProperty("dataSetId").GetString().ShouldBe("adsp-traffic");
        (await dsp.GetAsync(Path)).Body.GetProperty("subscriptions").GetArrayLength().ShouldBe(1);

        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var message = await rig.Queues.NextJsonAsync();
        message
            .GetProperty("TopicArn")
            .GetString()
            .ShouldBe(
                $"arn:aws:sns:us-east-1:192826442293:FEADMessageDeliveryTopic-adsp-traffic-{ServerRig.Us}-{account.EntityId}"
            );
        await rig.Http.GetAsync(new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery, ServerRig.Cancel);
        rig.Activated.Single().Stream.Dataset.ShouldBe("adsp-traffic");

        var (status, _) = await dsp.SendAsync(HttpMethod.Put, $"{Path}/{id}", """{"status":"ARCHIVED"}""", MediaType);
        status.ShouldBe(HttpStatusCode.OK);
        (await dsp.GetAsync($"{Path}/{id}"))
            .Body.GetProperty("subscription")
            .GetProperty("status")
            .GetString()
            .ShouldBe("ARCHIVED");
        (await dsp.SendAsync(HttpMethod.Delete, $"{Path}/{id}", null)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Each_api_refuses_the_datasets_of_the_other_and_does_not_know_its_subscriptions()
    {
        var (status, refused) = await sponsored.CreateAsync(ApiCaller.Request(dataset: "adsp-traffic"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        refused.GetProperty("message").GetString()!.ShouldContain($"POST {Path}");
        (status, refused) = await dsp.SendAsync(HttpMethod.Post, Path, ApiCaller.Request(dataset: "sp-traffic"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        refused.GetProperty("message").GetString()!.ShouldContain("POST /streams/subscriptions");

        var (own, other) = (await sponsored.SubscribeAsync(), await CreateAsync());
        (await sponsored.GetAsync($"/streams/subscriptions/{other}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await sponsored.PutAsync(other, """{"notes":"mine"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await dsp.GetAsync($"{Path}/{own}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await sponsored.GetAsync("/streams/subscriptions")).Body.GetProperty("subscriptions").GetArrayLength().ShouldBe(1);
        (await dsp.GetAsync(Path)).Body.GetProperty("subscriptions").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_request_token_is_one_for_both_apis()
    {
        const string Token = "0123456789012345678901";
        await CreateAsync(Token);
        (await sponsored.CreateAsync(ApiCaller.Request(token: Token))).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("Amazon-Ads-Account-ID")]
    [InlineData("Amazon-Ads-AccountId")]
    [InlineData("Amazon-Advertising-API-Account-ID")]
    [InlineData("amazon-ads-accountid")]
    public async Task Every_spelling_of_the_advertiser_header_is_taken_by_both_apis(string header)
    {
        (await Named(header, account.AdvertiserId).GetAsync(Path)).Status.ShouldBe(HttpStatusCode.OK);
        (await Named(header, account.AdvertiserId).GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.OK);
        (await Named(header, "1").GetAsync(Path)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_dsp_api_needs_one_advertiser_and_a_profile_only_to_choose_between_marketplaces()
    {
        (await sponsored.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.BadRequest);
        var two = dsp with { Headers = [.. dsp.Headers, ("Amazon-Ads-AccountId", "another")] };
        (await two.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.BadRequest);

        var abroad = await rig.AddAccountAsync("Abroad", "A2EUQ1WTGCTBG2", account.AdvertiserId);
        var client = await rig.AddClientAsync();
        var refresh = await rig.AddRefreshTokenAsync(client, "ann@example.com", account, abroad);
        var (_, issued) = await rig.TokenAsync(client.Thing.ClientId, client.Secret, refresh);
        var both = dsp with { Token = issued.GetProperty("access_token").GetString()!, ClientId = client.Thing.ClientId };
        var (status, body) = await both.GetAsync(Path);
        (status, body.GetProperty("message").GetString()!.Contains("Scope", StringComparison.Ordinal)).ShouldBe(
            (HttpStatusCode.BadRequest, true)
        );
        (await (both with { ProfileId = abroad.ProfileId }).GetAsync(Path)).Status.ShouldBe(HttpStatusCode.OK);

        // A profile that says nothing about the advertiser does not stand in the way of one account.
        (await (dsp with { ProfileId = "1" }).GetAsync(Path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private ApiCaller Named(string header, string advertiser) =>
        sponsored with
        {
            ProfileId = "",
            Headers = [(header, advertiser)],
        };

    private async Task<string> CreateAsync(string? token = null)
    {
        var request = ApiCaller.Request(token: token, dataset: "adsp-traffic");
        var (status, body) = await dsp.SendAsync(HttpMethod.Post, Path, request, MediaType);
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body.GetProperty("subscriptionId").GetString()!;
    }
}
