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
        var config = SdkConfig.Of<AmazonSQSConfig>(region, options.ServiceUrl, options.CallTimeout);
        client = configured is null ? new AmazonSQSClient(config) : new AmazonSQSClient(configured, config);
        Credentials = new ServiceCredentials(configured, config);
        wire = new(() => new ServiceWire(Endpoint, region, SqsCall.Protocol, options.CallTimeout, options.WallTime));
    }

    /// <summary>Where the SDK sends the calls of this region.</summary>
    public Uri Endpoint => new(client.DetermineServiceOperationEndpoint(new SendMessageBatchRequest()).URL);

    public ServiceCredentials Credentials { get; }

    /// <exception cref="AmazonClientException">The SDK knows no endpoint for what is configured.</exception>
    public ServiceWire Wire => wire.Value;

    /// <summary>By what the service knows the queue. Its calls go to <see cref="Endpoint"/>, whatever server this names.</summary>
    /// <exception cref="InvalidDataException">The answer has none.</exception>
    public async Task<string> QueueUrlAsync(SqsQueueArn queue, CancellationToken cancel)
    {
        var request = new GetQueueUrlRequest(queue.QueueName) { QueueOwnerAWSAccountId = queue.AccountId };
        var answer = await client.GetQueueUrlAsync(request, cancel);
        return answer.QueueUrl ?? throw new InvalidDataException(ServiceFault.NotOf(SqsCall.Service));
    }

    public async Task<IReadOnlyDictionary<string, string>> AttributesAsync(string queueUrl, CancellationToken cancel) =>
        (await client.GetQueueAttributesAsync(queueUrl, ["All"], cancel)).Attributes ?? [];

    public void Dispose()
    {
        if (wire.IsValueCreated)
        {
            wire.Value.Dispose();
        }

        Credentials.Dispose();
        client.Dispose();
    }
}
