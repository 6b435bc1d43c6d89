using System.Text.Json;

namespace Millrace.Sandbox.Streams.Wire;

/// <summary>What CreateDeliveryStream is asked for.</summary>
internal sealed record CreateStreamCall(
    string DeliveryStreamName,
    string? DeliveryStreamType = null,
    S3DestinationCall? ExtendedS3DestinationConfiguration = null,
    S3DestinationCall? S3DestinationConfiguration = null
);

/// <summary>The destination, of the extended or the older form.</summary>
/// <param name="CloudWatchLoggingOptions">Kept and described; nothing is logged.</param>
internal sealed record S3DestinationCall(
    string RoleARN,
    string BucketARN,
    string? Prefix = null,
    string? ErrorOutputPrefix = null,
    BufferingHintsCall? BufferingHints = null,
    string? CompressionFormat = null,
    string? FileExtension = null,
    string? CustomTimeZone = null,
    string? S3BackupMode = null,
    JsonElement? CloudWatchLoggingOptions = null,
    ProcessingCall? ProcessingConfiguration = null,
    EnabledCall? DataFormatConversionConfiguration = null,
    EnabledCall? DynamicPartitioningConfiguration = null
);

internal sealed record BufferingHintsCall(int? SizeInMBs = null, int? IntervalInSeconds = null);

internal sealed record EnabledCall(bool? Enabled = null);

internal sealed record ProcessingCall(bool? Enabled = null, IReadOnlyList<ProcessorCall>? Processors = null);

internal sealed record ProcessorCall(string Type);
