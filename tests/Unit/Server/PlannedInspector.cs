using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>Looks that a test has planned; unless it has, a queue has the policy that admits the deployment, and streams are well.</summary>
internal sealed class PlannedInspector : IDestinationInspector
{
    public QueueLook? Queue { get; set; }

    public StreamLook Stream { get; set; } = new(StreamObstacle.None, "");

    public int Looks { get; private set; }

    /// <summary>The ARN of a queue that never answers.</summary>
    public string? Silent { get; set; }

    /// <summary>A queue with a policy and other attributes.</summary>
    public static QueueLook Seen(string policy, params (string Name, string Value)[] attributes)
    {
        var all = attributes.ToDictionary(one => one.Name, one => one.Value);
        all["Policy"] = policy;
        return new(LookResult.Seen, all, "");
    }

    public ValueTask<string?> PrincipalAsync(string region, CancellationToken cancel) => ValueTask.FromResult<string?>(null);

    public async ValueTask<QueueLook> LookAtQueueAsync(SqsQueueArn queue, CancellationToken cancel)
    {
        Looks++;
        if (queue.ToString() == Silent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        }

        var publisher = Publisher.Of(ServerRig.Principal, Realm.Of("NA"));
        return Queue ?? Seen(PolicyText.Show(PolicyText.OfQueue(publisher, queue.ToString())));
    }

    public ValueTask<StreamLook> LookAtStreamAsync(FirehoseStreamArn stream, FirehoseAccess access, CancellationToken cancel) =>
        ValueTask.FromResult(Stream);
}
