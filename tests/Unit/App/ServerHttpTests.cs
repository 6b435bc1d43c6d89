using Millrace.App;
using Millrace.Sandbox.Platform;
using Millrace.Sources.Files;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.App;

/// <summary>What is sent to a deployment by hand or by the sandbox stays with the server that was named.</summary>
public sealed class ServerHttpTests : IAsyncLifetime
{
    private LoopbackServer named = null!;
    private LoopbackServer other = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        named = await LoopbackServer.StartAsync();
        other = await LoopbackServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await named.DisposeAsync();
        await other.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Redirected_body_goes_nowhere_and_is_told(int status)
    {
        named.Answer = context => LoopbackServer.Lead(context, status, other.Address);
        using var http = ServerHttp.Create(named.Address, TimeSpan.FromSeconds(30));

        var ingest = new IngestClient(http, "key", TimeProvider.System);
        var refused = await Should.ThrowAsync<IngestException>(() =>
            ingest.SendAsync("{}\n"u8.ToArray(), "1", IngestTarget.Events, Cancel)
        );
        refused.Message.ShouldContain($"leads elsewhere ({status})");

        var feed = new FeedClient(http, new FeederOptions { IngestKey = "key" }, TimeProvider.System);
        var fault = await Should.ThrowAsync<FeederException>(() =>
            feed.SendJsonAsync(HttpMethod.Put, "/ingest/v1/clock", "{}"u8.ToArray(), Cancel)
        );
        fault.Message.ShouldContain($"was refused: the answer was {status}");

        named.Asked.Count.ShouldBe(2);
        other.Asked.ShouldBeEmpty();
    }
}
