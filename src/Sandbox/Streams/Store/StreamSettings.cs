using System.Text.Json;
using System.Text.RegularExpressions;
using Millrace.Sandbox.Streams.Delivery;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Sandbox.Streams.Store;

/// <summary>What a stream does with its records: where objects go, when, and in which form.</summary>
internal sealed partial record StreamSettings(
    string RoleArn,
    string Bucket,
    string Prefix,
    string? ErrorOutputPrefix,
    int BufferMegabytes,
    int BufferSeconds,
    bool IsGzip,
    string? FileExtension,
    bool EndsRecordsWithNewline,
    JsonElement? CloudWatchLoggingOptions
)
{
    private const int TextLettersMax = 1_024;
    private const string BucketPrefix = "arn:aws:s3:::";

    /// <exception cref="StreamError">The destination is none that the stand-in can deliver to.</exception>
    public static StreamSettings Of(CreateStreamCall call)
    {
        var given =
            call.ExtendedS3DestinationConfiguration
            ?? call.S3DestinationConfiguration
            ?? throw StreamError.Invalid("The stand-in delivers to S3 only: give an ExtendedS3DestinationConfiguration.");
        Check(given);
        var seconds = given.BufferingHints?.IntervalInSeconds ?? StreamLimits.BufferSecondsUsual;
        var megabytes = given.BufferingHints?.SizeInMBs ?? StreamLimits.BufferMegabytesUsual;
        Bound("BufferingHints.IntervalInSeconds", seconds, 0, StreamLimits.BufferSecondsMax);
        Bound("BufferingHints.SizeInMBs", megabytes, StreamLimits.BufferMegabytesMin, StreamLimits.BufferMegabytesMax);
        var processing = given.ProcessingConfiguration is { Enabled: true } enabled ? enabled.Processors ?? [] : [];
        if (processing.FirstOrDefault(processor => processor.Type != "AppendDelimiterToRecord") is { } processor)
        {
            throw StreamError.Invalid($"The stand-in has no processor {processor.Type}: AppendDelimiterToRecord alone.");
        }

        return new(
            given.RoleARN,
            given.BucketARN[BucketPrefix.Length..],
            given.Prefix ?? "",
            given.ErrorOutputPrefix,
            megabytes,
            seconds,
            given.CompressionFormat == "GZIP",
            given.FileExtension,
            processing.Count > 0,
            given.CloudWatchLoggingOptions
        );
    }

    private static void Check(S3DestinationCall given)
    {
        if (!RoleForm().IsMatch(given.RoleARN))
        {
            throw StreamError.Invalid("RoleARN is no role, such as arn:aws:iam::000000000000:role/name.");
        }

        if (!given.BucketARN.StartsWith(BucketPrefix, StringComparison.Ordinal) || given.BucketARN.Length == BucketPrefix.Length)
        {
            throw StreamError.Invalid("BucketARN is no bucket, such as arn:aws:s3:::name.");
        }

        if (given.CompressionFormat is not (null or "UNCOMPRESSED" or "GZIP"))
        {
            throw StreamError.Invalid($"CompressionFormat is {given.CompressionFormat}: the stand-in has UNCOMPRESSED and GZIP.");
        }

        if (given.CustomTimeZone is not (null or "UTC"))
        {
            throw StreamError.Invalid($"CustomTimeZone is {given.CustomTimeZone}: the stand-in names objects in UTC only.");
        }

        if (given.DataFormatConversionConfiguration?.Enabled == true || given.DynamicPartitioningConfiguration?.Enabled == true)
        {
            throw StreamError.Invalid("The stand-in converts no formats and partitions nothing: switch both off.");
        }

        if (given.S3BackupMode is not (null or "Disabled"))
        {
            throw StreamError.Invalid("The stand-in makes no backups: leave S3BackupMode out.");
        }

        if (given.Prefix?.Length > TextLettersMax || given.FileExtension?.Length > 128)
        {
            throw StreamError.Invalid($"Prefix has at most {TextLettersMax} letters, FileExtension 128.");
        }

        if (ObjectName.WhyBad(given.Prefix ?? "") is { } why)
        {
            throw StreamError.Invalid(why);
        }
    }

    private static void Bound(string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            throw StreamError.Validation($"Value '{value}' at '{name}' failed to satisfy constraint: give {low} to {high}");
        }
    }

    [GeneratedRegex(@"^arn:aws:iam::[0-9]{12}:role/.+\z")]
    private static partial Regex RoleForm();
}
