using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Aws;

namespace Millrace.Destinations.Sqs;

/// <summary>The queues of one region: the AWS SDK looks them up and knows endpoint and credentials, the wire sends.</summary>
internal sealed class SqsRegion : IDisposable
{
    private readonly AmazonSQSClient client;
    private readonly Lazy<ServiceWire> wire;

    /// <param name="configured">Null: what the SDK finds.</param>
    public SqsRegion(string region, SqsDestinationOptions options, AWSCredentials? configured)
    {
        var config = Config(region, options);
        client = configured is null ? new AmazonSQSClient(config) : new AmazonSQSClient(configured, config);
        Credentials = new ServiceCredentials(configured, config);
        wire = new(() => new ServiceWire(Endpoint, region, SqsCall.Protocol, options.CallTimeout, options.WallTime));
    }

    /// <summary>Where the SDK sends the calls of this region.</summary>
    public Uri Endpoint => new(client.DetermineServiceOperationEndpoint(new SendMessageBatchRequest()).URL);

    public ServiceCredentials Credentials { get; }

    /// <exception cref="AmazonClientException">The SDK knows no endpoint for what is configured.</exception>
    public ServiceWire Wire => wire.Value;

    public async Task<string> QueueUrlAsync(SqsQueueArn queue, CancellationToken cancel)
    {
        var request = new GetQueueUrlRequest(queue.QueueName) { QueueOwnerAWSAccountId = queue.AccountId };
        return (await client.GetQueueUrlAsync(request, cancel)).QueueUrl;
    }

    public void Dispose()
    {
        if (wire.IsValueCreated)
        {
            wire.Value.Dispose();
        }

        Credentials.Dispose();
        client.Dispose();
    }

    private static AmazonSQSConfig Config(string region, SqsDestinationOptions options)
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

        return config;
    }
}
