using System.Net;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Unit.Server;

namespace Millrace.Unit.Runtime.Subscriptions;

/// <summary>Snapshots of a partition that is busy or fails in the middle of one.</summary>
public sealed class SnapshotServiceTests : IAsyncLifetime
{
    private const string User = "ann@example.com";
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_told_to_ask_again_may_do_so_at_once(bool isBusy)
    {
        var (owner, id) = await SubscribeAsync();
        var host = new ThreeSteps { IsBusy = isBusy, IsBroken = !isBusy };
        var snapshots = new SnapshotService(rig.Registry, host, rig.Wall);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await Should.ThrowAsync<PartitionUnavailableException>(async () =>
                await snapshots.TakeAsync(owner, id, ServerRig.Cancel)
            );
        }

        (host.IsBusy, host.IsBroken) = (false, false);
        (await snapshots.TakeAsync(owner, id, ServerRig.Cancel)).Value.ShouldBe(new SnapshotTaken(6));
        (await snapshots.TakeAsync(owner, id, ServerRig.Cancel)).IsDone.ShouldBeFalse();
        rig.Wall.Advance(SnapshotService.Pause);
        (await snapshots.TakeAsync(owner, id, ServerRig.Cancel)).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failure_that_comes_late_does_not_take_back_what_was_asked_after_it()
    {
        var (owner, id) = await SubscribeAsync();
        var held = new TaskCompletionSource<SnapshotPart>();
        var host = new ThreeSteps { Held = held.Task };
        var snapshots = new SnapshotService(rig.Registry, host, rig.Wall);
        var first = snapshots.TakeAsync(owner, id, ServerRig.Cancel).AsTask();
        await host.Asked.Task.WaitAsync(ServerRig.Cancel);
        rig.Wall.Advance(SnapshotService.Pause);
        host.Held = null;
        (await snapshots.TakeAsync(owner, id, ServerRig.Cancel)).IsDone.ShouldBeTrue();

        held.SetException(new PartitionUnavailableException("gone"));
        await Should.ThrowAsync<PartitionUnavailableException>(() => first);
        (await snapshots.TakeAsync(owner, id, ServerRig.Cancel)).IsDone.ShouldBeFalse();
    }

    private async Task<(SubscriptionOwner Owner, string Id)> SubscribeAsync()
    {
        var account = await rig.AddAccountAsync();
        var client = await rig.AddClientAsync();
        var caller = await rig.CallerAsync(account, client, User);
        var made = await caller.CreateAsync(ApiCaller.Request(dataset: "campaigns"));
        made.Status.ShouldBe(HttpStatusCode.OK, made.Body.ToString());
        await rig.Handshake.SweepAsync(ServerRig.Cancel);
        var message = await rig.Queues.NextJsonAsync();
        await rig.Http.GetAsync(new Uri(message.GetProperty("SubscribeURL").GetString()!).PathAndQuery, ServerRig.Cancel);
        return (
            new SubscriptionOwner(client.Thing.ClientId, User, account),
            made.Body.GetProperty("subscriptionId").GetString()!
        );
    }

    /// <summary>Answers snapshots in three steps of 1, 2 and 3 messages; the second can be busy, broken, or held.</summary>
    private sealed class ThreeSteps : IPartitionHost
    {
        public bool IsBusy { get; set; }

        public bool IsBroken { get; set; }

        public Task<SnapshotPart>? Held { get; set; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Partitions => 1;

        public long EventIdSeed => 0;

        public PublicationPolicies Publication => throw new NotSupportedException();

        public Task<SnapshotPart>? TrySnapshot(int account, string dataset, string subscription, int from)
        {
            if (from != 1)
            {
                return Task.FromResult(new SnapshotPart(from + 1, from < 2 ? from + 1 : null));
            }

            Asked.TrySetResult();
            return IsBusy ? null
                : IsBroken ? Task.FromException<SnapshotPart>(new PartitionUnavailableException("broken"))
                : Held ?? Task.FromResult(new SnapshotPart(2, 2));
        }

        public Task EraseAsync(int account) => throw new NotSupportedException();

        public Task<PartVerdict>? TryAccept(EventPart part) => throw new NotSupportedException();

        public Task<int>? TryUpsert(int partition, IReadOnlyList<EntityUpsert> upserts) => throw new NotSupportedException();

        public Task<int>? TryForget(int partition, IReadOnlyList<ulong> shoppers) => throw new NotSupportedException();

        public Task TurnAsync() => throw new NotSupportedException();
    }
}
