using Millrace.Destinations.Firehose;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations;

/// <summary>Opens what a subscription names, whatever its kind.</summary>
public sealed class DestinationFactory(SqsDestinationFactory queues, FirehoseDestinationFactory streams)
    : IDestinationFactory,
        IDisposable
{
    public IDestination Open(DestinationAddress address) =>
        address.Firehose is { } access ? streams.Open(address.Arn, access) : queues.Open(address.Arn);

    public void Dispose()
    {
        queues.Dispose();
        streams.Dispose();
    }
}
