using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;
using Millrace.Sandbox.StandIns;

namespace Millrace.App.Stand;

/// <summary>The stand-ins for SQS, S3, STS and Firehose behind an address of their own.</summary>
internal sealed class StandInHost : IAsyncDisposable
{
    /// <summary>Where the records of streams land that are made at the start; Firehose names objects by their stream.</summary>
    public const string BucketName = "millrace-streams";

    /// <summary>Records of streams that are made at the start wait so long: whoever tries them out wants to see something.</summary>
    private const int BufferSeconds = 10;

    private readonly AwsStandIn standIn;
    private readonly LocalWeb web;

    private StandInHost(AwsStandIn standIn, LocalWeb web)
    {
        this.standIn = standIn;
        this.web = web;
    }

    /// <summary>The AWS account whose the queues, buckets and streams are.</summary>
    public static string AccountId { get; } = new AwsStandInOptions().Queues.AccountId;

    public Uri Address => web.Address;

    public Task CreateQueueAsync(string region, string name, CancellationToken cancel) =>
        standIn.CreateQueueAsync(region, name, cancel);

    public Task CreateStreamAsync(string region, string name, CancellationToken cancel) =>
        standIn.CreateStreamAsync(region, name, BucketName, BufferSeconds, cancel);

    /// <summary>Makes what the ARNs name; what is there stays as it is.</summary>
    /// <exception cref="ArgumentException">An ARN is none of these stand-ins.</exception>
    public async Task CreateAsync(IReadOnlyList<string> queueArns, IReadOnlyList<string> streamArns, CancellationToken cancel)
    {
        foreach (var arn in queueArns)
        {
            if (!SqsQueueArn.TryParse(arn, out var queue) || queue.AccountId != AccountId)
            {
                throw new ArgumentException(
                    $"'{arn}' is not a queue of this stand-in, such as arn:aws:sqs:us-east-1:{AccountId}:deltas."
                );
            }

            await CreateQueueAsync(queue.Region, queue.QueueName, cancel);
        }

        foreach (var arn in streamArns)
        {
            if (!FirehoseStreamArn.TryParse(arn, out var stream) || stream.AccountId != AccountId)
            {
                throw new ArgumentException(
                    $"'{arn}' is not a stream of this stand-in, such as arn:aws:firehose:us-east-1:{AccountId}:deliverystream/deltas."
                );
            }

            await CreateStreamAsync(stream.Region, stream.StreamName, cancel);
        }
    }

    public static async Task<StandInHost> StartAsync(
        string dataFolder,
        Uri listen,
        CancellationToken cancel,
        StandInPolicies policies = StandInPolicies.None
    )
    {
        Directory.CreateDirectory(dataFolder);
        var options = new AwsStandInOptions
        {
            Queues = new()
            {
                Policies = policies switch
                {
                    StandInPolicies.Production => PolicyProfile.Production,
                    StandInPolicies.Compat => PolicyProfile.Compat,
                    _ => null,
                },
            },
        };
        var standIn = AwsStandIn.Open(dataFolder, options, TimeProvider.System);
        try
        {
            return new StandInHost(standIn, await LocalWeb.StartAsync(listen, standIn.Map, cancel));
        }
        catch
        {
            await standIn.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await standIn.DisposeAsync();
    }
}
