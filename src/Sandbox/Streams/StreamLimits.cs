namespace Millrace.Sandbox.Streams;

/// <summary>Limits of Firehose (API reference, "PutRecordBatch", "BufferingHints"; developer guide, "Quotas").</summary>
internal static class StreamLimits
{
    public const int RecordsPerCallMax = 500;

    /// <summary>All records of a call, decoded.</summary>
    public const int BytesPerCallMax = 4 * 1_024 * 1_024;

    /// <summary>1,000 KiB, decoded.</summary>
    public const int RecordBytesMax = 1_000 * 1_024;

    public const int BufferMegabytesMin = 1;
    public const int BufferMegabytesMax = 128;
    public const int BufferMegabytesUsual = 5;
    public const int BufferSecondsMax = 900;
    public const int BufferSecondsUsual = 300;

    /// <summary>A call of 4 MiB in base64, with room for all that is around it.</summary>
    public const int RequestBytesMax = 8 * 1_024 * 1_024;
}
