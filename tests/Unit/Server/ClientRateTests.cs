using System.Net;
using Microsoft.Extensions.Time.Testing;
using Millrace.Server.Http;

namespace Millrace.Unit.Server;

public sealed class ClientRateTests
{
    [Fact]
    public async Task A_client_that_calls_too_often_is_told_when_to_come_again_and_others_are_not()
    {
        await using var rig = await ServerRig.StartAsync(rates: new ClientRateOptions { PerSecond = 0.4, BurstMax = 2 });
        var (account, client) = (await rig.AddAccountAsync(), await rig.AddClientAsync());
        var hasty = await rig.CallerAsync(account, client);
        var other = await rig.CallerAsync(account);
        (await hasty.SubscribeAsync()).ShouldNotBeEmpty();
        (await hasty.GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.OK);

        // Another user of the same client draws from the same bucket.
        var sameClient = await rig.CallerAsync(account, client, "bob@example.com");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/streams/subscriptions");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {sameClient.Token}");
        request.Headers.Add("Amazon-Advertising-API-ClientId", sameClient.ClientId);
        using var refused = await rig.Http.SendAsync(request, ServerRig.Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(3));
        var body = await ServerRig.ReadAsync(refused);
        body.GetProperty("code").GetString().ShouldBe("TooManyRequestsError");
        body.GetProperty("message").GetString()!.ShouldContain("Retry-After");
        (await other.GetAsync("/v2/profiles")).Status.ShouldBe(HttpStatusCode.OK);

        rig.Wall.Advance(TimeSpan.FromSeconds(3));
        (await hasty.GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.OK);
        (await hasty.GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void A_bucket_fills_to_its_burst_and_the_wait_is_enough()
    {
        var time = new FakeTimeProvider();
        var rates = new ClientRates(new ClientRateOptions { PerSecond = 4, BurstMax = 3 }, time);
        foreach (var rest in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(1)])
        {
            time.Advance(rest);
            for (var call = 0; call < 3; call++)
            {
                rates.Take("one").ShouldBeNull();
            }

            rates.Take("one").ShouldBe(TimeSpan.FromSeconds(0.25));
        }

        time.Advance(TimeSpan.FromSeconds(0.2));
        var wait = rates.Take("one").ShouldNotBeNull();
        time.Advance(wait);
        rates.Take("one").ShouldBeNull();
    }

    [Fact]
    public void No_more_clients_are_remembered_than_stated_and_one_that_is_drained_is_not_forgotten_for_one_that_has_rested()
    {
        var time = new FakeTimeProvider();
        var rates = new ClientRates(
            new ClientRateOptions
            {
                PerSecond = 1,
                BurstMax = 2,
                ClientsMax = 2,
            },
            time
        );
        rates.Take("rested").ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(5));
        rates.Take("drained").ShouldBeNull();
        rates.Take("drained").ShouldBeNull();
        rates.Take("new").ShouldBeNull();

        rates.Take("drained").ShouldNotBeNull();
    }
}
