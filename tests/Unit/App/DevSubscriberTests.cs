using System.Net;
using System.Text.Json;
using Millrace.App.Dev;
using Millrace.Sandbox.Platform;
using Millrace.Unit.Sandbox;

namespace Millrace.Unit.App;

/// <summary>The virtual subscriber subscribes what is not subscribed yet, each dataset where its API is.</summary>
public sealed class DevSubscriberTests : HttpMessageHandler
{
    private readonly List<(string Path, string Dataset)> living = [];
    private readonly List<string> created = [];
    private readonly HashSet<string> tokens = [];

    [Fact]
    public async Task Every_account_gets_what_it_lacks_and_dsp_has_a_path_of_its_own()
    {
        var accounts = new VirtualPlatform(1, new() { Accounts = 2 }).Accounts;
        living.Add(($"/streams/subscriptions {accounts[1].ProfileId}", "sp-traffic"));
        using var api = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://127.0.0.1:1") };
        var subscriber = new DevSubscriber(api, new DevSecrets("key", "client", "secret", "refresh"), new ImmediateTime());
        await subscriber.SubscribeAsync(
            accounts,
            ["sp-traffic", "adsp-conversion", "budget-usage"],
            account => $"arn:{account.Marketplace.Id}",
            TestContext.Current.CancellationToken
        );
        created.ShouldBe([
            $"/streams/subscriptions {accounts[0].ProfileId} sp-traffic",
            $"/dsp/streams/subscriptions {accounts[0].ProfileId} {accounts[0].AdvertiserId} adsp-conversion",
            $"/streams/subscriptions {accounts[0].ProfileId} budget-usage without freshness",
            $"/dsp/streams/subscriptions {accounts[1].ProfileId} {accounts[1].AdvertiserId} adsp-conversion",
            $"/streams/subscriptions {accounts[1].ProfileId} budget-usage without freshness",
        ]);
        tokens.Count.ShouldBe(5);
        tokens.ShouldAllBe(token => token.Length >= 22 && token.Length <= 36);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/auth/o2/token")
        {
            return Answer("""{"access_token":"token"}""");
        }

        string[] names = ["Amazon-Advertising-API-Scope", "Amazon-Ads-Account-ID"];
        var account = string.Join(
            ' ',
            names.SelectMany(name => request.Headers.TryGetValues(name, out var values) ? values : [])
        );
        if (request.Method == HttpMethod.Post)
        {
            var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancel)).RootElement;
            var dataset = body.GetProperty("dataSetId").GetString()!;
            var freshness = body.GetProperty("freshness").GetBoolean() ? "" : " without freshness";
            created.Add($"{path} {account} {dataset}{freshness}");
            tokens.Add(body.GetProperty("clientRequestToken").GetString()!);
            living.Add(($"{path} {account}", dataset));
            return Answer("""{"subscriptionId":"1"}""");
        }

        var subscriptions = living
            .Where(one => one.Path == $"{path} {account}")
            .Select(one => new { dataSetId = one.Dataset, status = "ACTIVE" });
        return Answer(JsonSerializer.Serialize(new { subscriptions }));
    }

    private static HttpResponseMessage Answer(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json) };
}
