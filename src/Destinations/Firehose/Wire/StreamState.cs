using System.Text.Json;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Firehose.Wire;

/// <summary>Judges a stream by what DescribeDeliveryStream says of it.</summary>
internal static class StreamState
{
    public static DeliveryOutcome Judge(ReadOnlySpan<byte> json, FirehoseStreamArn stream)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var answer = JsonDocument.ParseValue(ref reader);
            var description = answer.RootElement.GetProperty("DeliveryStreamDescription");
            return Judge(
                description.GetProperty("DeliveryStreamStatus").GetString() ?? "",
                description.GetProperty("DeliveryStreamType").GetString() ?? "",
                description.GetProperty("DeliveryStreamARN").GetString() ?? "",
                stream
            );
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new DeliveryOutcome.RetryAfter(null, ServiceFault.NotOf(FirehoseCall.Service));
        }
    }

    private static DeliveryOutcome Judge(string status, string type, string arn, FirehoseStreamArn stream) =>
        arn != stream.ToString()
            ? new DeliveryOutcome.Refused(
                $"the subscription role sees the stream {arn} in place of {stream}: give the role of its account"
            )
        : type != "DirectPut"
            ? new DeliveryOutcome.Refused($"the stream {stream} is of type {type}: make one whose source is Direct PUT")
        : status is "CREATING" ? new DeliveryOutcome.RetryAfter(null, $"the stream {stream} is {status}")
        : status is "ACTIVE" ? DeliveryOutcome.Delivered.Instance
        : new DeliveryOutcome.Refused($"the stream {stream} is {status}: it must be ACTIVE");
}
