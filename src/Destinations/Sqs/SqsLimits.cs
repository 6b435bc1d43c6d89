namespace Millrace.Destinations.Sqs;

/// <summary>Limits of SQS (API reference, "SendMessageBatch"; developer guide, "Quotas").</summary>
internal static class SqsLimits
{
    public const int MessagesPerCallMax = 10;

    /// <summary>
    /// One message, and all messages of a call together: 1 MiB, before JSON escapes anything. A queue can be set lower, and
    /// servers that keep the bound of before 2025 take 256 KiB; those answer <c>BatchRequestTooLong</c>, and the call is halved.
    /// </summary>
    public const int BytesPerCallMax = 1_048_576;
}
