using Millrace.Sandbox.Streams.Store;

namespace Millrace.Sandbox.Streams.Wire;

/// <summary>What DescribeDeliveryStream says of a stream.</summary>
internal static class StreamDescription
{
    public static object Of(StreamRow stream, string account)
    {
        var destination = Destination(stream.Settings);
        return new
        {
            DeliveryStreamName = stream.Name,
            DeliveryStreamARN = stream.Arn(account),
            DeliveryStreamStatus = "ACTIVE",
            DeliveryStreamType = "DirectPut",
            VersionId = StreamRow.Version,
            CreateTimestamp = stream.CreatedMs / 1_000.0,
            DeliveryStreamEncryptionConfiguration = new { Status = "DISABLED" },
            Destinations = new[]
            {
                new
                {
                    DestinationId = "destinationId-000000000001",
                    ExtendedS3DestinationDescription = destination,
                    S3DestinationDescription = destination,
                },
            },
            HasMoreDestinations = false,
        };
    }

    private static object Destination(StreamSettings settings) =>
        new
        {
            RoleARN = settings.RoleArn,
            BucketARN = $"arn:aws:s3:::{settings.Bucket}",
            settings.Prefix,
            settings.ErrorOutputPrefix,
            BufferingHints = new { SizeInMBs = settings.BufferMegabytes, IntervalInSeconds = settings.BufferSeconds },
            CompressionFormat = settings.IsGzip ? "GZIP" : "UNCOMPRESSED",
            EncryptionConfiguration = new { NoEncryptionConfig = "NoEncryption" },
            settings.CloudWatchLoggingOptions,
            settings.FileExtension,
        };
}
