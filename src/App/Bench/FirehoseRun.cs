using Amazon.Runtime;
using Millrace.Destinations.Firehose;
using Millrace.Runtime.Ports;

namespace Millrace.App.Bench;

/// <summary>The two sides of the Firehose row: the same records to the same server, both with temporary keys of a role.</summary>
internal sealed class FirehoseRun : IAsyncDisposable
{
    private const int PerCall = 500;
    private const string Region = "us-east-1";
    private const string Stream = "bench";
    private const string AccessKey = "AKIAEXAMPLE";
    private const string SecretKey = "secret";
    private const string RoleArn = "arn:aws:iam::000000000000:role/bench";

    private readonly FirehoseDestinationFactory factory;
    private readonly IDestination destination;
    private readonly SdkFirehoseClient sdk;
    private readonly List<OutgoingMessage[]> calls;
    private readonly List<byte[][]> bodies;

    public FirehoseRun(Uri address, List<byte[]> records)
    {
        factory = new(
            new FirehoseDestinationOptions
            {
                ServiceUrl = address,
                AccessKey = AccessKey,
                SecretKey = SecretKey,
            }
        );
        destination = factory.Open(
            $"arn:aws:firehose:{Region}:000000000000:deliverystream/{Stream}",
            new FirehoseAccess(RoleArn, RoleArn, EndsRecordsWithNewline: false, "client", "bench", "sp-traffic")
        );
        sdk = new(
            new SessionAWSCredentials(AccessKey, SecretKey, FirehoseAnswerer.Token),
            new SdkFirehoseConfig
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = Region,
                MaxErrorRetry = 0,
                DisableLogging = true,
                LogResponse = false,
                DisableRequestCompression = true,
            }
        );
        bodies = [.. records.Chunk(PerCall)];
        calls = [.. bodies.Select(call => call.Select(body => new OutgoingMessage(body)).ToArray())];
    }

    /// <summary>Records delivered through the port that the pump uses.</summary>
    public Task<long> RunOwnAsync() =>
        CallRounds.RunAsync(
            calls,
            async call =>
            {
                var outcomes = await destination.DeliverAsync(calls[call], CancellationToken.None);
                return outcomes.Count(outcome => outcome is DeliveryOutcome.Delivered);
            }
        );

    /// <summary>Records put by a client of the SDK, which takes each as a stream.</summary>
    public Task<long> RunSdkAsync() =>
        CallRounds.RunAsync(
            calls,
            async call =>
            {
                var request = new SdkPutRequest(Stream, [.. bodies[call].Select(body => new MemoryStream(body))]);
                return (await sdk.PutRecordBatchAsync(request)).Taken;
            }
        );

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        factory.Dispose();
        sdk.Dispose();
    }
}
