namespace Millrace.Destinations.Sqs;

/// <summary>Limits of SQS (SQS developer guide, "Quotas").</summary>
internal static class SqsLimits
{
    public const int MessagesPerCallMax = 10;
}
