using Millrace.Runtime.Ports;

namespace Millrace.App.Bench;

/// <summary>Destinations that take all that is sent, at once and in memory, in calls as large as those of SQS.</summary>
internal sealed class TakingDestinations : IDestinationFactory, IDestination
{
    private const int PerCall = 10;

    private readonly DeliveryOutcome[][] outcomes =
    [
        .. Enumerable
            .Range(0, PerCall + 1)
            .Select(count => Enumerable.Repeat(DeliveryOutcome.Delivered.Instance, count).ToArray()),
    ];

    private long taken;

    /// <summary>Messages of all of them.</summary>
    public long Taken => Interlocked.Read(ref taken);

    public int MessagesMax => PerCall;

    public IDestination Open(DestinationAddress address) => this;

    public ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        Interlocked.Add(ref taken, messages.Count);
        return ValueTask.FromResult<IReadOnlyList<DeliveryOutcome>>(outcomes[messages.Count]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
