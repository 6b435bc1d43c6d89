using System.Buffers.Text;
using Millrace.Destinations.Aws;

namespace Millrace.Destinations.Firehose;

/// <summary>What PutRecordBatch takes, and how Firehose is called: AWS JSON 1.1.</summary>
internal static class FirehoseCall
{
    public const string Service = "Firehose";

    public static CallBounds Bounds { get; } =
        new(
            Service,
            FirehoseLimits.RecordsPerCallMax,
            FirehoseLimits.BytesPerCallMax - FirehoseLimits.BytesAroundCall,
            BytesOf,
            WhyUnsendable
        );

    public static ServiceProtocol Protocol { get; } =
        new(Service, "firehose", "application/x-amz-json-1.1", "Firehose_20150804.");

    /// <summary>What a record of so many bytes takes in a call, with a line feed behind it.</summary>
    private static int BytesOf(int bytes) => Base64.GetMaxEncodedToUtf8Length(bytes + 1) + FirehoseLimits.BytesAroundRecord;

    private static string? WhyUnsendable(ReadOnlySpan<byte> body) =>
        body.Length + 1 > FirehoseLimits.RecordBytesMax
            ? $"the message has {body.Length} bytes: Firehose takes {FirehoseLimits.RecordBytesMax} at most, a line feed among them"
            : null;
}
