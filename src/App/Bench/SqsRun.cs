using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;

namespace Millrace.App.Bench;

/// <summary>The two sides of the SQS row: the same messages to the same server, in rounds of as many calls as the pump has under way.</summary>
internal sealed class SqsRun : IAsyncDisposable
{
    private const int PerCall = 10;
    private const string Region = "us-east-1";
    private const string AccessKey = "AKIAEXAMPLE";
    private const string SecretKey = "secret";

    private readonly Uri address;
    private readonly SqsDestinationFactory factory;
    private readonly IDestination destination;
    private readonly AmazonSQSClient sdk;
    private readonly List<OutgoingMessage[]> calls;
    private readonly List<string[]> texts;

    public SqsRun(Uri address, List<byte[]> messages)
    {
        this.address = address;
        factory = new(
            new SqsDestinationOptions
            {
                ServiceUrl = address,
                AccessKey = AccessKey,
                SecretKey = SecretKey,
            }
        );
        destination = factory.Open($"arn:aws:sqs:{Region}:000000000000:bench");
        sdk = new(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonSQSConfig
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = Region,
                MaxErrorRetry = 0,
                DisableLogging = true,
                LogResponse = false,
                DisableRequestCompression = true,
            }
        );
        calls = [.. messages.Chunk(PerCall).Select(call => call.Select(body => new OutgoingMessage(body)).ToArray())];
        texts = [.. messages.Chunk(PerCall).Select(call => call.Select(Encoding.UTF8.GetString).ToArray())];
    }

    /// <summary>Messages delivered through the port that the pump uses.</summary>
    public Task<long> RunOwnAsync() =>
        CallRounds.RunAsync(
            calls,
            async call =>
            {
                var outcomes = await destination.DeliverAsync(calls[call], CancellationToken.None);
                return outcomes.Count(outcome => outcome is DeliveryOutcome.Delivered);
            }
        );

    /// <summary>Messages sent by the SDK's own client; its texts are made beforehand.</summary>
    public Task<long> RunSdkAsync() =>
        CallRounds.RunAsync(
            calls,
            async call =>
            {
                var entries = new List<SendMessageBatchRequestEntry>(PerCall);
                for (var index = 0; index < texts[call].Length; index++)
                {
                    entries.Add(new(index.ToString(CultureInfo.InvariantCulture), texts[call][index]));
                }

                var answer = await sdk.SendMessageBatchAsync(
                    new SendMessageBatchRequest($"{address}000000000000/bench", entries)
                );
                return answer.Successful.Count;
            }
        );

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        factory.Dispose();
        sdk.Dispose();
    }
}
