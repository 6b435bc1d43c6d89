using System.Text;
using Amazon.Runtime;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>A destination whose SQS is a <see cref="SqsStub"/>.</summary>
internal sealed class SqsRig : IAsyncDisposable
{
    public const string Arn = "arn:aws:sqs:us-east-1:000000000000:deltas";
    private readonly SqsDestinationFactory factory;
    private readonly IDestination destination;

    public SqsRig(
        Func<StubCall, int, byte[]?> answer,
        AWSCredentials? credentials = null,
        TimeProvider? time = null,
        TimeSpan? timeout = null
    )
    {
        Stub = new SqsStub(answer);
        var options = new SqsDestinationOptions
        {
            ServiceUrl = Stub.Address,
            CallTimeout = timeout ?? TimeSpan.FromMinutes(1),
            WallTime = time ?? TimeProvider.System,
        };
        factory = new SqsDestinationFactory(options, credentials ?? new BasicAWSCredentials("AKIAEXAMPLE", "secret"));
        destination = factory.Open(Arn);
    }

    public SqsStub Stub { get; }

    public async Task<IReadOnlyList<DeliveryOutcome>> DeliverAsync(params string[] texts) =>
        await DeliverAsync([.. texts.Select(Encoding.UTF8.GetBytes)], TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<DeliveryOutcome>> DeliverAsync(IReadOnlyList<byte[]> bodies, CancellationToken cancel) =>
        await destination.DeliverAsync([.. bodies.Select(body => new OutgoingMessage(body))], cancel);

    /// <summary>Delivers one message and answers what became of it.</summary>
    public async Task<DeliveryOutcome> DeliverOneAsync() => (await DeliverAsync("""{"a":1}""")).ShouldHaveSingleItem();

    /// <summary>Asks what the queue is set to, as the doctor does.</summary>
    public async Task<QueueLook> LookAsync()
    {
        SqsQueueArn.TryParse(Arn, out var queue).ShouldBeTrue();
        return await factory.LookAsync(queue!, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        factory.Dispose();
        await Stub.DisposeAsync();
    }
}
