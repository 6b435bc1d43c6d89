using System.Text.Unicode;
using Millrace.Destinations.Aws;

namespace Millrace.Destinations.Sqs;

/// <summary>What SendMessageBatch takes, and how it is called: JSON, with the error codes of the Query protocol.</summary>
internal static class SqsCall
{
    public const string Service = "SQS";

    public static CallBounds Bounds { get; } =
        new(Service, SqsLimits.MessagesPerCallMax, SqsLimits.BytesPerCallMax, bytes => bytes, WhyUnsendable);

    public static ServiceProtocol Protocol { get; } =
        new(Service, "sqs", "application/x-amz-json-1.0", "AmazonSQS.", IsQueryMode: true);

    private static string? WhyUnsendable(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? "the message is empty: SQS takes one letter or more"
        : body.Length > SqsLimits.BytesPerCallMax
            ? $"the message has {body.Length} bytes: SQS takes {SqsLimits.BytesPerCallMax} at most"
        : !Utf8.IsValid(body) ? "the message is not UTF-8: SQS takes text only"
        : null;
}
