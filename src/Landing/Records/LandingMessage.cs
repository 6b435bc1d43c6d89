namespace Millrace.Landing.Records;

/// <summary>One message as it came from a queue.</summary>
/// <param name="Queue">The queue's ARN or URL as it was configured.</param>
/// <param name="MessageId">The queue's own id of the message.</param>
/// <param name="Body">The text of the body, as received.</param>
public sealed record LandingMessage(string Queue, string MessageId, string Body);
