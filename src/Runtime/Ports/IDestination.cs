namespace Millrace.Runtime.Ports;

/// <summary>One subscriber's queue or stream, as the pump sees it.</summary>
public interface IDestination : IAsyncDisposable
{
    /// <summary>How many messages one call takes at most.</summary>
    int MessagesMax { get; }

    /// <summary>
    /// Whether messages can be delivered, found out without one. It is asked of what is never sent a confirmation: for a queue that is
    /// the check.
    /// </summary>
    ValueTask<DeliveryOutcome> CheckAsync(CancellationToken cancel) =>
        ValueTask.FromResult<DeliveryOutcome>(DeliveryOutcome.Delivered.Instance);

    /// <summary>Sends messages; the outcomes stand in their order. Never throws for what the world does.</summary>
    ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel);
}

/// <summary>Opens destinations by address.</summary>
public interface IDestinationFactory
{
    IDestination Open(DestinationAddress address);
}

/// <param name="Body">UTF-8 JSON, one record. Good until the call is answered: its memory is then used again.</param>
/// <param name="Place">Where it stands in its stream; null: it is of no block, and nobody misses it.</param>
public readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Body, StreamCursor? Place = null);

/// <summary>What became of one message: there is no fourth thing.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>Why the message was not taken; null where it was.</summary>
    public string? Reason =>
        this switch
        {
            RetryAfter later => later.Why,
            Refused refused => refused.Why,
            _ => null,
        };

    public sealed record Delivered : DeliveryOutcome
    {
        public static Delivered Instance { get; } = new();
    }

    /// <summary>Try again, not before <paramref name="After"/> has passed on the wall clock (null: the pump's own backoff).</summary>
    public sealed record RetryAfter(TimeSpan? After, string Why) : DeliveryOutcome;

    /// <summary>Trying again changes nothing until somebody repairs something.</summary>
    public sealed record Refused(string Why) : DeliveryOutcome
    {
        /// <summary>It is this message that is not taken; others may be.</summary>
        public bool IsOfMessage { get; init; }
    }
}
