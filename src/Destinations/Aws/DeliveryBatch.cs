using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Aws;

/// <summary>Messages on their way to a destination, and what has become of each; an entry's id in a call is the message's place here.</summary>
internal sealed class DeliveryBatch
{
    private readonly CallBounds bounds;
    private readonly DeliveryOutcome?[] outcomes;

    public DeliveryBatch(IReadOnlyList<OutgoingMessage> messages, CallBounds bounds)
    {
        this.bounds = bounds;
        Bodies = new ReadOnlyMemory<byte>[messages.Count];
        outcomes = new DeliveryOutcome?[messages.Count];
        for (var index = 0; index < Bodies.Length; index++)
        {
            if (bounds.WhyUnsendable(messages[index].Body.Span) is { } why)
            {
                outcomes[index] = new DeliveryOutcome.Refused(why) { IsOfMessage = true };
            }
            else
            {
                Bodies[index] = messages[index].Body;
            }
        }
    }

    /// <summary>Each message's text; empty for those that are not sent.</summary>
    public ReadOnlyMemory<byte>[] Bodies { get; }

    /// <summary>What became of each; a message that nobody answered for was perhaps not taken: it goes again.</summary>
    public IReadOnlyList<DeliveryOutcome> Outcomes()
    {
        Close(0, outcomes.Length, new DeliveryOutcome.RetryAfter(null, $"{bounds.Service} did not answer for this message"));
        return outcomes!;
    }

    public bool IsOpen(int index) => outcomes[index] is null;

    public void Set(int index, DeliveryOutcome outcome) => outcomes[index] = outcome;

    /// <summary>Sets all that are still open.</summary>
    public void Close(int first, int end, DeliveryOutcome outcome)
    {
        for (var index = first; index < end; index++)
        {
            outcomes[index] ??= outcome;
        }
    }

    /// <summary>How far one call reaches from here.</summary>
    public int EndOfCall(int first)
    {
        var bytes = 0;
        var end = first;
        while (
            end < Bodies.Length
            && end - first < bounds.MessagesMax
            && bytes + bounds.BytesOf(Bodies[end].Length) <= bounds.BytesMax
        )
        {
            bytes += bounds.BytesOf(Bodies[end++].Length);
        }

        return end;
    }
}
