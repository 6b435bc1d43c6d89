using Millrace.Landing.Records;

namespace Millrace.Landing.Receiving;

/// <summary>A message under way: what it holds, and what deletes it.</summary>
internal sealed record ReceivedMessage(QueueConnection Queue, BodyContent Body, string ReceiptHandle);
