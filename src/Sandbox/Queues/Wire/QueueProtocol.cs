namespace Millrace.Sandbox.Queues.Wire;

/// <summary>The two protocols that SQS speaks.</summary>
internal enum QueueProtocol
{
    /// <summary>AWS JSON 1.0: the action in <c>X-Amz-Target</c>.</summary>
    Json,

    /// <summary>AWS Query: form fields in, XML out.</summary>
    Query,
}
