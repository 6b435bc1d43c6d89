using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.App.Bench;

/// <summary>The two sides of the SQS row: the same messages to the same server, in rounds of as many calls as the pump has under way.</summary>
internal sealed class SqsRun : IAsyncDisposable
{
    private const int PerCall = 10;
    private const string Region = "us-east-1";
    private const string AccessKey = "AKIAEXAMPLE";
    private const string SecretKey = "secret";

    private static readonly int CallsAtOnce = new PumpOptions().CallsAtOnce;

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
        RoundsAsync(async call =>
        {
            var outcomes = await destination.DeliverAsync(calls[call], CancellationToken.None);
            return outcomes.Count(outcome => outcome is DeliveryOutcome.Delivered);
        });

    /// <summary>Messages sent by the SDK's own client; its texts are made beforehand.</summary>
    public Task<long> RunSdkAsync() =>
        RoundsAsync(async call =>
        {
            var entries = new List<SendMessageBatchRequestEntry>(PerCall);
            for (var index = 0; index < texts[call].Length; index++)
            {
                entries.Add(new(index.ToString(CultureInfo.InvariantCulture), texts[call][index]));
            }

            var answer = await sdk.SendMessageBatchAsync(new SendMessageBatchRequest($"{address}000000000000/bench", entries));
            return answer.Successful.Count;
        });

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        factory.Dispose();
        sdk.Dispose();
    }

    /// <summary>What a pump does: a round of calls, and the next when all of them are answered.</summary>
    private async Task<long> RoundsAsync(Func<int, Task<int>> send)
    {
        var (sent, expected) = (0L, calls.Sum(call => (long)call.Length));
        foreach (var round in Enumerable.Range(0, calls.Count).Chunk(CallsAtOnce))
        {
            foreach (var call in round.Select(send).ToList())
            {
                sent += await call;
            }
        }

        return sent == expected
            ? sent
            : throw new InvalidOperationException(
                $"Of {expected} messages {sent} were delivered: the figures would not mean anything."
            );
    }
}
