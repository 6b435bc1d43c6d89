using System.Net;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>Real processes over https: the stack's subscription is ACTIVE because the landing confirmed over it.</summary>
public sealed class HttpsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Realms_are_served_over_https_and_do_not_see_each_other()
    {
        await using var stack = await Stack.StartAsync("Asia/Singapore", "2026-07-06T00:00:00Z", isHttps: true);
        (await stack.GetAsync("v2/profiles")).Text.ShouldContain("\"countryCode\":\"SG\"");
        (await stack.GetAsync("streams/subscriptions")).Text.ShouldContain("ACTIVE");

        (await stack.GetAsync($"{stack.NaAddress}/v2/profiles")).Text.ShouldBe("[]");
        (await stack.GetAsync($"{stack.NaAddress}/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.Forbidden);

        // No proxy is trusted: what somebody says was forwarded is not believed.
        var fe = new Uri(stack.Address).Authority;
        var spoofed = await stack.GetAsync($"{stack.NaAddress}/v2/profiles", "X-Forwarded-Host", fe);
        spoofed.Text.ShouldBe("[]");
        (await stack.GetAsync("v2/profiles", "Host", "eu.localhost")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var distrustful = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => distrustful.GetAsync($"{stack.Address}health", Cancel));
    }
}
