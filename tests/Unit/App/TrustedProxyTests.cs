using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Millrace.App;
using Millrace.App.Serve;
using Millrace.Unit.Server;

namespace Millrace.Unit.App;

public sealed class TrustedProxyTests
{
    private static readonly (string, string)[] Forwarded =
    [
        ("X-Forwarded-Host", "eu.test"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-For", "192.0.2.1"),
    ];

    [Fact]
    public async Task What_a_trusted_proxy_forwards_is_believed()
    {
        (await SeenAsync(["127.0.0.1"], Forwarded)).ShouldBe("https eu.test");
        (await SeenAsync(["10.0.0.0/8", "127.0.0.0/8"], Forwarded)).ShouldBe("https eu.test");
        (await SeenAsync(["127.0.0.1"], Forwarded[..2])).ShouldBe("https eu.test");
        (await SeenAsync(["127.0.0.1"], Forwarded[1..])).ShouldBe("https na.test");
        (await SeenAsync(["127.0.0.1"], [])).ShouldBe("http na.test");
    }

    [Fact]
    public async Task What_anybody_else_says_was_forwarded_is_not()
    {
        (await SeenAsync([], Forwarded)).ShouldBe("http na.test");
        (await SeenAsync(["10.0.0.0/8", "192.0.2.1"], Forwarded)).ShouldBe("http na.test");
        (await SeenAsync(["10.0.0.0/8"], Forwarded[..2])).ShouldBe("http na.test");
        (await SeenAsync(["10.0.0.0/8"], Forwarded[..1])).ShouldBe("http na.test");
    }

    /// <summary>Scheme and host as the service sees them of a call to na.test from this machine.</summary>
    private static async Task<string> SeenAsync(string[] proxies, (string Name, string Value)[] headers)
    {
        await using var web = await LocalWeb.StartAsync(
            new Uri("http://127.0.0.1:0"),
            routes =>
            {
                ServeWeb.Believe(routes, proxies);
                routes.MapGet("/", (HttpRequest request) => $"{request.Scheme} {request.Host}");
            },
            ServerRig.Cancel
        );
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, web.Address);
        request.Headers.Host = "na.test";
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await http.SendAsync(request, ServerRig.Cancel);
        return await response.Content.ReadAsStringAsync(ServerRig.Cancel);
    }
}
