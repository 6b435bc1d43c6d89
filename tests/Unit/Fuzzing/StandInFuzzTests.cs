using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Millrace.Sandbox.Objects.Wire;
using Millrace.Sandbox.Queues.Wire;
using Millrace.Sandbox.Roles;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Wire;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Unit.Fuzzing;

/// <summary>The readers of the stand-ins: both protocols of SQS, STS, Firehose, chunks of S3, and signatures.</summary>
public sealed class StandInFuzzTests
{
    private static readonly byte[][] Fields = FuzzRun.Words(
        "&|=|.|..|.1|%|%00|%ff|Action=|Attribute.1.Name=|MessageAttribute.99999999999.Value.|Entry.1.Id=|Tags.member.1.Key=|AttributeName.1=|SendMessageBatchRequestEntry.1.".Split(
            '|'
        )
    );

    [Fact]
    public void A_call_of_the_query_protocol_is_read_or_refused() =>
        FuzzRun.Play(
            "query protocol",
            FuzzRun.Words(
                "Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String",
                "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=1&SendMessageBatchRequestEntry.1.MessageBody=x&Tag.1.Key=k&Tag.1.Value=v",
                "Action=SetQueueAttributes&Attribute.1.Name=Policy&Attribute.1.Value=%7B%7D&AttributeName.1=All"
            ),
            Fields,
            bytes => Read(() => QueryForm.Read(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes))).ToJsonString())
        );

    [Fact]
    public void A_call_of_the_json_protocol_is_read_or_refused() =>
        FuzzRun.Play(
            "json protocol",
            FuzzRun.Words(
                """{"QueueUrl":"http://localhost/000000000000/q","Entries":[{"Id":"1","MessageBody":"x","MessageAttributes":{"a":{"DataType":"String","StringValue":"v"}}}]}"""
            ),
            FuzzRun.Json,
            bytes =>
                Read(() =>
                {
                    var call = CallReader
                        .ReadAsync(Request(bytes, "AmazonSQS.SendMessageBatch"), default)
                        .GetAwaiter()
                        .GetResult();
                    return $"{call.Action} {call.Body.Text("QueueUrl")} {call.Body.Entries("Entries").Count}";
                })
        );

    [Fact]
    public void A_call_of_firehose_is_read_or_refused() =>
        FuzzRun.Play(
            "firehose calls",
            FuzzRun.Words(
                """{"DeliveryStreamName":"s","DeliveryStreamType":"DirectPut","ExtendedS3DestinationConfiguration":{"RoleARN":"r","BucketARN":"b","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60},"ProcessingConfiguration":{"Enabled":false,"Processors":[{"Type":"Lambda"}]}}}"""
            ),
            FuzzRun.Json,
            bytes => Read(() => $"{new StreamCall("CreateDeliveryStream", "us-east-1", bytes, default).Read<CreateStreamCall>()}")
        );

    [Fact]
    public void A_call_of_sts_is_read_or_refused() =>
        FuzzRun.Play(
            "sts calls",
            FuzzRun.Words(
                "Action=AssumeRole&RoleArn=arn:aws:iam::000000000000:role/a&RoleSessionName=session&ExternalId=ext&DurationSeconds=900&Tags.member.1.Key=k&Tags.member.1.Value=v"
            ),
            Fields,
            bytes => Read(() => $"{AssumeRoleCall.Read(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes))).RoleArn}")
        );

    [Fact]
    public void Chunks_are_taken_apart_or_refused() =>
        FuzzRun.Play(
            "chunks",
            FuzzRun.Words(
                "4\r\nbody\r\n0\r\n\r\n",
                "a;chunk-signature=00\r\n0123456789\r\n1\r\nx\r\n0\r\nx-amz-trailer:v\r\n\r\n"
            ),
            FuzzRun.Words("\r\n", ";", "0\r\n", "7fffffff", "ffffffff", "-1", "00000000000000001"),
            bytes =>
                Read(() =>
                {
                    var body = ChunkedBody.Decode(bytes);
                    body.Length.ShouldBeLessThan(bytes.Length);
                    return Convert.ToHexString(body);
                })
        );

    [Fact]
    public void A_range_is_within_the_object_or_refused() =>
        FuzzRun.Play(
            "ranges",
            FuzzRun.Words("bytes=0-4", "bytes=5-", "bytes=-3"),
            FuzzRun.Words("bytes=", "-", ",", "9223372036854775807", "9223372036854775808", "0"),
            bytes =>
                Read(() =>
                {
                    const int size = 10;
                    var range = ByteRange.Read(Encoding.Latin1.GetString(bytes), size);
                    range.First.ShouldBeInRange(0, size);
                    range.Count.ShouldBeInRange(0, size - range.First);

                    // What is no range is passed over, and all of the object given.
                    return range.IsPart ? $"{range}" : throw ObjectError.InvalidRange();
                })
        );

    [Fact]
    public void A_signature_is_right_only_by_its_secret() =>
        FuzzRun.Play(
            "signatures",
            FuzzRun.Words(
                "AWS4-HMAC-SHA256 Credential=ASIAX/20260712/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
            ),
            FuzzRun.Words("Credential=", "SignedHeaders=", "Signature=", ",", ";", "/", "ASIA", "s3", "//////", ";;;;"),
            bytes =>
            {
                var request = Request([], null);
                request.Headers.Authorization = Encoding.Latin1.GetString(bytes);
                var scope = CredentialScope.Of(request);
                scope
                    .Region.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
                    .ShouldBeTrue();
                RequestSignature.IsRight(request, scope, "secret", "body"u8).ShouldBeFalse();
                return new(scope.AccessKey == "ASIAX", $"{scope}");
            }
        );

    private static HttpRequest Request(byte[] body, string? target)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = "/";
        context.Request.QueryString = new QueryString("?b=2&a=1&a=0");
        context.Request.Body = new MemoryStream(body);
        if (target is not null)
        {
            context.Request.Headers["X-Amz-Target"] = target;
        }

        return context.Request;
    }

    private static FuzzAnswer Read(Func<string> read)
    {
        try
        {
            return FuzzAnswer.Read(read());
        }
        catch (CallError fault)
        {
            return FuzzAnswer.Refused(fault.Message);
        }
    }
}
