using System.Net.Sockets;
using System.Text;
using Millrace.Runtime.Ingestion;
using Millrace.Server.Http;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Server;

/// <summary>Every endpoint, behind Kestrel, against requests that mean no good.</summary>
[Collection(nameof(Alone))]
public sealed class HostileApiTests : IAsyncLifetime
{
    private const int IngestBytesMax = 1 << 20;
    private const int BodyBytesMax = 64 << 10;
    private const int Rounds = 3_000;

    /// <summary>Bytes that may stay after so many rounds: what was taken in meanwhile is the size of a few cells.</summary>
    private const long GrowthBytesMax = 8 << 20;

    private ServerRig rig = null!;
    private Siege siege = null!;
    private List<HostileTarget> targets = [];

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync(
            ingestOptions: new IngestOptions { BodyBytesMax = IngestBytesMax },
            isOnLoopback: true,
            rates: new ClientRateOptions { PerSecond = 1_000_000, BurstMax = 1_000_000 }
        );
        siege = new Siege(rig.Http.BaseAddress!, rig.Errors);
        var account = await rig.AddAccountAsync(advertiser: "ADV");
        var key = await rig.AddIngestKeyAsync("platform", account);
        var caller = await rig.CallerAsync(account);
        var id = await caller.SubscribeAsync();
        string[] signed =
        [
            $"Authorization: Bearer {caller.Token}",
            $"Amazon-Advertising-API-ClientId: {caller.ClientId}",
            $"Amazon-Advertising-API-Scope: {account.ProfileId}",
            "Amazon-Ads-Account-ID: ADV",
        ];
        targets = [.. KnownCall.All.Select(call => Target(call, id, signed, key))];
    }

    public async ValueTask DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public void Every_route_is_known() =>
        KnownCall.NamesOf(rig).ShouldBe(KnownCall.All.Select(call => call.Name), ignoreOrder: true);

    [Fact]
    public async Task Every_endpoint_refuses_what_is_odd_and_stays_up()
    {
        foreach (var target in targets)
        {
            await siege.SendAsync(HostileFrames.Of(target).Concat(HostileBodies.Of(target)), ServerRig.Cancel);
        }

        await siege.LiftAsync("/health", ServerRig.Cancel);
        rig.Failures.ShouldBeEmpty();

        // Most are answered, or little would be shown.
        siege.Statuses[0].ShouldBeLessThan(siege.Statuses.Values.Sum() / 10);
        siege.Statuses.Keys.ShouldBeSubsetOf([
            0,
            200,
            304,
            400,
            401,
            403,
            404,
            405,
            408,
            409,
            411,
            413,
            414,
            415,
            422,
            429,
            431,
            501,
            505,
        ]);
        siege.Statuses[400].ShouldBeGreaterThan(siege.Statuses[200]);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_hostile_requests()
    {
        var all = targets.SelectMany(target => HostileFrames.Of(target).Concat(HostileBodies.Of(target))).ToList();
        var random = new Random(1);
        await siege.SendAsync(Enumerable.Range(0, Rounds).Select(_ => all[random.Next(all.Count)]), ServerRig.Cancel);
        var before = HeldMemory.Bytes();
        await siege.SendAsync(Enumerable.Range(0, Rounds).Select(_ => all[random.Next(all.Count)]), ServerRig.Cancel);
        (HeldMemory.Bytes() - before).ShouldBeLessThan(GrowthBytesMax);
        rig.Failures.ShouldBeEmpty();
    }

    private static HostileTarget Target(KnownCall call, string id, string[] signed, string key)
    {
        string[] headers = call.Access switch
        {
            CallAccess.Client or CallAccess.Account => signed,
            CallAccess.IngestKey => [$"Authorization: Bearer {key}", "Idempotency-Key: b"],
            _ => [],
        };
        var path = call
            .Pattern.Replace(KnownCall.Subscription, id, StringComparison.Ordinal)
            .Replace("{dataset}", "sp-traffic", StringComparison.Ordinal)
            .Replace("{realm}", "NA", StringComparison.Ordinal)
            .Replace("{version}", "1", StringComparison.Ordinal)
            .Replace("{documentName?}", "", StringComparison.Ordinal)
            .Replace("{**path}", "nowhere", StringComparison.Ordinal)
            .Replace("{", "", StringComparison.Ordinal)
            .Replace("}", "", StringComparison.Ordinal);
        return new(
            call.Method == "*" ? "POST" : call.Method,
            path,
            [.. headers, .. call.Body.Length > 0 ? [$"Content-Type: {call.ContentType}"] : Array.Empty<string>()],
            call.Body,
            call.Access == CallAccess.IngestKey ? IngestBytesMax : BodyBytesMax
        );
    }
}
