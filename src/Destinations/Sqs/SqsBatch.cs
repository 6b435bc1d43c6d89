using System.Text.Unicode;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs;

/// <summary>Messages on their way to a queue, and what has become of each; an entry's id in a call is the message's place here.</summary>
internal sealed class SqsBatch
{
    private static readonly DeliveryOutcome Unanswered = new DeliveryOutcome.RetryAfter(
        null,
        "SQS did not answer for this message"
    );

    private readonly DeliveryOutcome?[] outcomes;

    public SqsBatch(IReadOnlyList<OutgoingMessage> messages)
    {
        Bodies = new ReadOnlyMemory<byte>[messages.Count];
        outcomes = new DeliveryOutcome?[messages.Count];
        for (var index = 0; index < Bodies.Length; index++)
        {
            if (WhyUnsendable(messages[index].Body.Span) is { } why)
            {
                outcomes[index] = new DeliveryOutcome.Refused(why);
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
        Close(0, outcomes.Length, Unanswered);
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
            && end - first < SqsLimits.MessagesPerCallMax
            && bytes + Bodies[end].Length <= SqsLimits.BytesPerCallMax
        )
        {
            bytes += Bodies[end++].Length;
        }

        return end;
    }

    /// <summary>A message for which SQS would refuse the whole call.</summary>
    private static string? WhyUnsendable(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? "the message is empty: SQS takes one letter or more"
        : body.Length > SqsLimits.BytesPerCallMax
            ? $"the message has {body.Length} bytes: SQS takes {SqsLimits.BytesPerCallMax} at most"
        : !Utf8.IsValid(body) ? "the message is not UTF-8: SQS takes text only"
        : null;
}
