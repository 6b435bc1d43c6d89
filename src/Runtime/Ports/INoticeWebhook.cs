namespace Millrace.Runtime.Ports;

/// <summary>Where the platform takes notices.</summary>
public interface INoticeWebhook
{
    /// <summary>
    /// Sends one notice, signed. What is refused is so for what it is, or until somebody repairs something. Never throws for what the world
    /// does, and comes back in bounded time.
    /// </summary>
    /// <param name="id">The same for each sending of a notice; without full stops.</param>
    ValueTask<DeliveryOutcome> SendAsync(string id, ReadOnlyMemory<byte> body, CancellationToken cancel);
}
