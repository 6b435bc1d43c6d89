using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>
/// Real processes by each profile: a queue without a policy is refused with the one to paste, and with it everything arrives, from the
/// confirmation to a landed row.
/// </summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData("production")]
    [InlineData("compat")]
    public async Task What_is_printed_when_a_subscription_is_refused_lets_its_records_land(string profile)
    {
        await using var stack = await Stack.StartAsync("UTC", "2026-07-12T16:00:00Z", profile: profile);
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/v1/events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stack.IngestKey);
        request.Headers.Add("Idempotency-Key", "one click");
        request.Content = new StringContent(
            $$"""{"type":"click","event_id":"c","cost":0.5,"time":"2026-07-12T15:30:00Z","advertiser_id":"{{Stack.AdvertiserId}}","marketplace_id":"{{Stack.MarketplaceId}}","campaign_id":"1","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Off Amazon"}"""
        );
        using var taken = await stack.Http.SendAsync(request, TestContext.Current.CancellationToken);
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var set = await stack.Http.PostAsJsonAsync(
            "sandbox/v1/clock",
            new { time = "2026-07-12T19:00:00Z" },
            TestContext.Current.CancellationToken
        );
        set.StatusCode.ShouldBe(HttpStatusCode.OK);

        await stack.LandedAsync("SELECT CAST(sum(clicks) AS BIGINT) FROM \"amazon-marketing-stream\".\"sp-traffic\"", 1);
    }
}
