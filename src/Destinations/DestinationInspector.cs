using Millrace.Contracts.Destinations;
using Millrace.Destinations.Firehose;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations;

/// <summary>Looks at queues and streams over the connections by which they are sent to.</summary>
public sealed class DestinationInspector(SqsDestinationFactory queues, FirehoseDestinationFactory streams) : IDestinationInspector
{
    public ValueTask<string?> PrincipalAsync(string region, CancellationToken cancel) => streams.PrincipalAsync(region, cancel);

    public ValueTask<QueueLook> LookAtQueueAsync(SqsQueueArn queue, CancellationToken cancel) => queues.LookAsync(queue, cancel);

    public ValueTask<StreamLook> LookAtStreamAsync(FirehoseStreamArn stream, FirehoseAccess access, CancellationToken cancel) =>
        streams.LookAsync(stream, access, cancel);
}
