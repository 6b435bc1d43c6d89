using Millrace.Unit.Hostile;

namespace Millrace.Unit.Sandbox.StandIns;

/// <summary>The stand-ins against calls that mean no good: a typed error, and the next call is answered as before.</summary>
[Collection(nameof(Alone))]
public sealed class HostileStandInTests : IAsyncLifetime
{
    private const int Rounds = 2_000;
    private const long GrowthBytesMax = 8 << 20;
    private readonly StandInRig rig = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await rig.InitializeAsync();
        await rig.StreamAsync("s", "bucket");
        await CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Every_action_refuses_what_is_odd_and_the_next_call_is_answered()
    {
        var siege = new Siege(rig.Address, rig.Errors);
        foreach (var target in HostileCalls.All)
        {
            await siege.SendAsync(HostileFrames.Of(target).Concat(HostileBodies.Of(target)), Cancel);
            await ClearFaultsAsync();
        }

        await siege.LiftAsync("/_roles", Cancel);
        siege.Statuses[0].ShouldBeLessThan(siege.Statuses.Values.Sum() / 10);
        (await CallAsync("AmazonSQS.GetQueueUrl", """{"QueueName":"q"}""")).Status.ShouldBe(200);
        (await rig.PutAsync("s", "record")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_hostile_calls()
    {
        var siege = new Siege(rig.Address, rig.Errors);
        var all = HostileCalls
            .All.Where(target => target.Path != "/_faults" && target.Method != "PUT")
            .SelectMany(target => HostileFrames.Of(target).Concat(HostileBodies.Of(target)))
            .Where(request => request.Bytes.Length < 1 << 20)
            .ToList();
        var random = new Random(1);
        await siege.SendAsync(Enumerable.Range(0, Rounds).Select(_ => all[random.Next(all.Count)]), Cancel);
        var before = HeldMemory.Bytes();
        await siege.SendAsync(Enumerable.Range(0, Rounds).Select(_ => all[random.Next(all.Count)]), Cancel);
        (HeldMemory.Bytes() - before).ShouldBeLessThan(GrowthBytesMax);
    }

    /// <summary>What one odd call has set must not answer the others.</summary>
    private async Task ClearFaultsAsync()
    {
        using var answer = await rig.Http.DeleteAsync("/_faults", Cancel);
        answer.EnsureSuccessStatusCode();
    }

    private Task<RawAnswer> CallAsync(string target, string body) =>
        RawHttp.SendAsync(
            rig.Address,
            RawHttp.Request("POST", "/", [$"X-Amz-Target: {target}"], System.Text.Encoding.UTF8.GetBytes(body)),
            Cancel
        );
}
