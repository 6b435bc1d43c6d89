namespace Millrace.Destinations.Firehose;

/// <summary>Limits of Firehose (API reference, "PutRecordBatch").</summary>
internal static class FirehoseLimits
{
    public const int RecordsPerCallMax = 500;

    /// <summary>1,000 KiB before it is encoded in base64.</summary>
    public const int RecordBytesMax = 1_000 * 1_024;

    /// <summary>
    /// The whole call. Whether records count before or after they are encoded is not said: they are counted after, which holds for both.
    /// </summary>
    public const int BytesPerCallMax = 4 * 1_024 * 1_024;

    /// <summary>What stands around one record in a call, and more than what stands around all of them.</summary>
    public const int BytesAroundRecord = 16;
    public const int BytesAroundCall = 256;
}
