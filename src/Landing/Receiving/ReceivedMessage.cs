using Millrace.Landing.Confirming;
using Millrace.Landing.Records;

namespace Millrace.Landing.Receiving;

/// <summary>A message under way: what it holds, and what deletes it.</summary>
/// <param name="Confirmation">The request that the message is, null for data.</param>
internal sealed record ReceivedMessage(
    QueueConnection Queue,
    LandingMessage Message,
    ConfirmationDocument? Confirmation,
    string ReceiptHandle
);
