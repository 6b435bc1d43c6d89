using Millrace.Unit.Hostile;

namespace Millrace.Unit.Sandbox.StandIns;

/// <summary>Good calls of every action of the stand-ins, for tests that make them odd.</summary>
internal static class HostileCalls
{
    private const int BodyBytesMax = 8 << 20;
    private const string Url = "\"QueueUrl\":\"http://localhost/000000000000/q\"";

    private static readonly (string Action, string Body)[] OfQueues =
    [
        ("CreateQueue", """{"QueueName":"q2","Attributes":{"VisibilityTimeout":"30","Policy":"{}"},"tags":{"a":"b"}}"""),
        ("GetQueueUrl", """{"QueueName":"q","QueueOwnerAWSAccountId":"000000000000"}"""),
        ("ListQueues", """{"QueueNamePrefix":"q","MaxResults":10,"NextToken":"x"}"""),
        ("GetQueueAttributes", $$$$"""{{{{{Url}}}},"AttributeNames":["All"]}"""),
        (
            "SetQueueAttributes",
            $$$$"""{{{{{Url}}}},"Attributes":{"VisibilityTimeout":"30","RedrivePolicy":"{\"maxReceiveCount\":1}"}}"""
        ),
        (
            "SendMessage",
            $$$$"""{{{{{Url}}}},"MessageBody":"x","DelaySeconds":0,"MessageAttributes":{"a":{"DataType":"Binary","BinaryValue":"AA=="}}}"""
        ),
        (
            "SendMessageBatch",
            $$$$"""{{{{{Url}}}},"Entries":[{"Id":"1","MessageBody":"x","DelaySeconds":0,"MessageAttributes":{"a":{"DataType":"String","StringValue":"v"}}}]}"""
        ),
        (
            "ReceiveMessage",
            $$$$"""{{{{{Url}}}},"MaxNumberOfMessages":1,"VisibilityTimeout":0,"AttributeNames":["All"],"MessageAttributeNames":["All"]}"""
        ),
        ("DeleteMessage", $$$$"""{{{{{Url}}}},"ReceiptHandle":"x"}"""),
        ("DeleteMessageBatch", $$$$"""{{{{{Url}}}},"Entries":[{"Id":"1","ReceiptHandle":"x"}]}"""),
        ("ChangeMessageVisibility", $$$$"""{{{{{Url}}}},"ReceiptHandle":"x","VisibilityTimeout":0}"""),
        (
            "ChangeMessageVisibilityBatch",
            $$$$"""{{{{{Url}}}},"Entries":[{"Id":"1","ReceiptHandle":"x","VisibilityTimeout":0}]}"""
        ),
        ("PurgeQueue", $$$$"""{{{{{Url}}}}}"""),
        ("DeleteQueue", """{"QueueUrl":"http://localhost/000000000000/gone"}"""),
    ];

    private static readonly (string Action, string Body)[] OfStreams =
    [
        (
            "CreateDeliveryStream",
            """{"DeliveryStreamName":"s2","DeliveryStreamType":"DirectPut","ExtendedS3DestinationConfiguration":{"RoleARN":"arn:aws:iam::000000000000:role/f","BucketARN":"arn:aws:s3:::bucket","Prefix":"p/","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60},"CompressionFormat":"GZIP"}}"""
        ),
        ("DescribeDeliveryStream", """{"DeliveryStreamName":"s","Limit":1,"ExclusiveStartDestinationId":"d"}"""),
        ("ListDeliveryStreams", """{"Limit":10,"DeliveryStreamType":"DirectPut","ExclusiveStartDeliveryStreamName":"a"}"""),
        ("DeleteDeliveryStream", """{"DeliveryStreamName":"gone","AllowForceDelete":true}"""),
        ("PutRecord", """{"DeliveryStreamName":"s","Record":{"Data":"AA=="}}"""),
        ("PutRecordBatch", """{"DeliveryStreamName":"s","Records":[{"Data":"AA=="}]}"""),
    ];

    private static readonly (string Method, string Path)[] OfObjects =
    [
        ("GET", "/"),
        ("PUT", "/bucket2"),
        ("HEAD", "/bucket"),
        ("GET", "/bucket?location"),
        ("GET", "/bucket?list-type=2&prefix=a&delimiter=/&max-keys=2&start-after=a"),
        ("GET", "/bucket/key"),
        ("HEAD", "/bucket/key"),
        ("DELETE", "/bucket/key2"),
    ];

    public static IEnumerable<HostileTarget> All =>
        [
            .. OfQueues.Select(call =>
                Target(
                    "POST",
                    "/",
                    ["X-Amz-Target: AmazonSQS." + call.Action, "Content-Type: application/x-amz-json-1.0"],
                    call.Body
                )
            ),
            .. OfStreams.Select(call =>
                Target(
                    "POST",
                    "/",
                    ["X-Amz-Target: Firehose_20150804." + call.Action, "Content-Type: application/x-amz-json-1.1"],
                    call.Body
                )
            ),
            Target("PUT", "/bucket/key", [Signed("s3"), "x-amz-meta-a: b", "Content-Type: text/plain"], "body"),
            Target(
                "PUT",
                "/bucket/key",
                [Signed("s3"), "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER"],
                "4\r\nbody\r\n0\r\n"
            ),
            Target(
                "PUT",
                "/bucket/key",
                [Signed("s3"), "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER"],
                "7fffffff\r\nb"
            ),
            .. OfObjects.Select(call => Target(call.Method, call.Path, [Signed("s3")], "")),
            Target(
                "POST",
                "/000000000000/q",
                ["Content-Type: application/x-www-form-urlencoded"],
                "Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v"
            ),
            Target(
                "POST",
                "/",
                [Signed("sts"), "Content-Type: application/x-www-form-urlencoded"],
                "Action=AssumeRole&RoleArn=arn:aws:iam::000000000000:role/a&RoleSessionName=session&ExternalId=ext&DurationSeconds=900&Tags.member.1.Key=k&Tags.member.1.Value=v"
            ),
            Target("GET", "/_faults", [], ""),
            Target("DELETE", "/_faults", [], ""),
            Target("GET", "/_roles", [], ""),
            Target(
                "POST",
                "/_roles",
                [],
                """{"arn":"arn:aws:iam::000000000000:role/name","external_id":"e","allows_tags":true}"""
            ),
            Target(
                "POST",
                "/_faults",
                [],
                """{"service":"sqs","resource":"nothing","times":1,"throttle":0.5,"delay_seconds":1}"""
            ),
        ];

    private static string Signed(string service) =>
        $"Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260712/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=00";

    private static HostileTarget Target(string method, string path, IReadOnlyList<string> headers, string body) =>
        new(method, path, headers, body, BodyBytesMax);
}
