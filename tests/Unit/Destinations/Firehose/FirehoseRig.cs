using System.Text;
using Millrace.Destinations.Firehose;
using Millrace.Runtime.Ports;
using Millrace.Unit.Sandbox.StandIns;

namespace Millrace.Unit.Destinations.Firehose;

/// <summary>A destination whose Firehose, STS and S3 are the sandbox's stand-ins.</summary>
internal sealed class FirehoseRig : IAsyncDisposable
{
    public const string Arn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/deltas";
    public const string WriterRole = "arn:aws:iam::000000000000:role/writer";
    public const string SubscriberRole = "arn:aws:iam::000000000000:role/subscriber";
    private FirehoseDestinationFactory factory = null!;
    private IDestination destination = null!;
    private FirehoseAccess access = null!;

    public StandInRig StandIns { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="timeout">How long a call may take.</param>
    public static async Task<FirehoseRig> StartAsync(bool newline = false, bool hasStream = true, TimeSpan? timeout = null)
    {
        var rig = new FirehoseRig();
        await rig.StandIns.InitializeAsync();
        if (hasStream)
        {
            var hints = new { SizeInMBs = 64, IntervalInSeconds = 60 };
            await rig.StandIns.StreamAsync("deltas", "lake", new() { ["BufferingHints"] = hints });
        }

        rig.factory = new FirehoseDestinationFactory(
            new FirehoseDestinationOptions
            {
                ServiceUrl = rig.StandIns.Address,
                AccessKey = "millrace",
                SecretKey = "millrace",
                CallTimeout = timeout ?? TimeSpan.FromMinutes(1),
            }
        );
        rig.access = new(SubscriberRole, WriterRole, newline, "client-7", "amzn1.fead.cs1.example", "sp-traffic");
        rig.destination = rig.OpenAgain();
        return rig;
    }

    /// <summary>The same destination, without the credentials that the first one has by now.</summary>
    public IDestination OpenAgain() => factory.Open(Arn, access);

    public int MessagesMax => destination.MessagesMax;

    public ValueTask<DeliveryOutcome> CheckAsync() => destination.CheckAsync(Cancellation);

    public async Task<IReadOnlyList<DeliveryOutcome>> DeliverAsync(params string[] texts) =>
        await destination.DeliverAsync(
            [.. texts.Select(text => new OutgoingMessage(Encoding.UTF8.GetBytes(text)))],
            Cancellation
        );

    /// <summary>Lets the stream's time pass and reads the one object that comes of it.</summary>
    public async Task<string> ObjectAsync()
    {
        StandIns.Time.Advance(TimeSpan.FromSeconds(60));
        return await StandIns.TextAsync("lake", (await StandIns.KeysAsync("lake", 1)).ShouldHaveSingleItem());
    }

    public async ValueTask DisposeAsync()
    {
        await destination.DisposeAsync();
        factory.Dispose();
        await StandIns.DisposeAsync();
    }
}
