using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>A destination whose calls pass a gate that others of the same place share.</summary>
/// <param name="closed">Called when it is disposed.</param>
internal sealed class GatedDestination(IDestination inner, DestinationGate gate, Action closed) : IDestination
{
    public int MessagesMax => inner.MessagesMax;

    public ValueTask<DeliveryOutcome> CheckAsync(CancellationToken cancel) => inner.CheckAsync(cancel);

    /// <summary>Where the gate is shut nothing is sent, and the outcomes say when to come again and what keeps it shut.</summary>
    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        var pass = await gate.EnterAsync(cancel);
        if (pass.Shut is { } shut)
        {
            return [.. messages.Select(_ => shut)];
        }

        IReadOnlyList<DeliveryOutcome>? outcomes = null;
        try
        {
            outcomes = await inner.DeliverAsync(messages, cancel);
            return outcomes;
        }
        finally
        {
            // A call that was given up by us says nothing of the destination.
            gate.Leave(pass, cancel.IsCancellationRequested ? null : outcomes);
        }
    }

    public ValueTask DisposeAsync()
    {
        closed();
        return inner.DisposeAsync();
    }
}
