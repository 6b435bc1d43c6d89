using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Millrace.Contracts.Destinations;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs;

/// <summary>Opens SQS queues by their ARN, with one client a region.</summary>
public sealed class SqsDestinationFactory(SqsDestinationOptions options) : IDestinationFactory, IDisposable
{
    private readonly ConcurrentDictionary<string, AmazonSQSClient> clients = new(StringComparer.Ordinal);

    public IDestination Open(string arn) =>
        SqsQueueArn.TryParse(arn, out var queue)
            ? new SqsDestination(clients.GetOrAdd(queue.Region, NewClient), queue)
            : throw new ArgumentException($"'{arn}' is not the ARN of an SQS queue.", nameof(arn));

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private AmazonSQSClient NewClient(string region)
    {
        // The pump alone decides about trying again: the SDK's own retries would hide how a destination behaves.
        var config = new AmazonSQSConfig { MaxErrorRetry = 0, Timeout = options.CallTimeout };
        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url.ToString();
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return options.AccessKey is { } key
            ? new AmazonSQSClient(new BasicAWSCredentials(key, options.SecretKey), config)
            : new AmazonSQSClient(config);
    }
}
