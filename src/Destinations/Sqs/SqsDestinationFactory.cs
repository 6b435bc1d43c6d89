using System.Collections.Concurrent;
using Amazon.Runtime;
using Millrace.Contracts.Destinations;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs;

/// <summary>Opens SQS queues by their ARN, with one set of connections a region.</summary>
public sealed class SqsDestinationFactory : IDestinationFactory, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SqsRegion>> regions = new(StringComparer.Ordinal);
    private readonly SqsDestinationOptions options;
    private readonly AWSCredentials? configured;

    public SqsDestinationFactory(SqsDestinationOptions options)
        : this(options, options.AccessKey is { } key ? new BasicAWSCredentials(key, options.SecretKey) : null) { }

    internal SqsDestinationFactory(SqsDestinationOptions options, AWSCredentials? configured)
    {
        this.options = options;
        this.configured = configured;
    }

    public IDestination Open(string arn) =>
        SqsQueueArn.TryParse(arn, out var queue)
            ? new SqsDestination(regions.GetOrAdd(queue.Region, NewRegion).Value, queue)
            : throw new ArgumentException($"'{arn}' is not the ARN of an SQS queue.", nameof(arn));

    IDestination IDestinationFactory.Open(DestinationAddress address) => Open(address.Arn);

    /// <summary>What a queue is set to, by the calls that its owner's policy has to allow.</summary>
    internal ValueTask<QueueLook> LookAsync(SqsQueueArn queue, CancellationToken cancel) =>
        QueueInspection.LookAsync(regions.GetOrAdd(queue.Region, NewRegion).Value, queue, cancel);

    public void Dispose()
    {
        foreach (var region in regions.Values)
        {
            region.Value.Dispose();
        }
    }

    private Lazy<SqsRegion> NewRegion(string region) => new(() => new SqsRegion(region, options, configured));
}
