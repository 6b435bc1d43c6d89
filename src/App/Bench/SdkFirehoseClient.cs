using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Millrace.App.Bench;

/// <summary>
/// PutRecordBatch over the pipeline of AWSSDK.Core, as the SDK's own clients do it: they too have no more of their own than the
/// writing of the request and the reading of the answer.
/// </summary>
internal sealed class SdkFirehoseClient(AWSCredentials credentials, ClientConfig config)
    : AmazonServiceClient(credentials, config)
{
    private static readonly InvokeOptions Put = new() { RequestMarshaller = new Writer(), ResponseUnmarshaller = new Reader() };

    public Task<SdkPutResponse> PutRecordBatchAsync(SdkPutRequest request) =>
        InvokeAsync<SdkPutResponse>(request, Put, CancellationToken.None);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) =>
        pipeline.AddHandlerAfter<Marshaller>(new SignatureVersion4());

    private sealed class SignatureVersion4 : BaseAuthResolverHandler
    {
        private readonly List<IAuthSchemeOption> options = [new AuthSchemeOption { SchemeId = "aws.auth#sigv4" }];

        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => options;
    }

    private sealed class Writer : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var put = (SdkPutRequest)input;
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("DeliveryStreamName", put.Stream);
                json.WriteStartArray("Records");
                foreach (var record in put.Records)
                {
                    json.WriteStartObject();
                    json.WritePropertyName("Data");
                    StringUtils.WriteBase64StringValue(json, record);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            var request = new DefaultRequest(put, "Amazon.KinesisFirehose")
            {
                HttpMethod = "POST",
                ResourcePath = "/",
                Content = buffer.WrittenSpan.ToArray(),
            };
            request.Headers["X-Amz-Target"] = "Firehose_20150804.PutRecordBatch";
            request.Headers["Content-Type"] = "application/x-amz-json-1.1";
            return request;
        }
    }

    private sealed class Reader : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            using var answer = JsonDocument.Parse(input.Stream);
            return new SdkPutResponse
            {
                Taken = answer
                    .RootElement.GetProperty("RequestResponses")
                    .EnumerateArray()
                    .Count(entry => entry.GetProperty("RecordId").GetString() is { Length: > 0 }),
            };
        }

        public override AmazonServiceException UnmarshallException(
            JsonUnmarshallerContext input,
            Exception innerException,
            HttpStatusCode statusCode
        ) => new($"The answerer refused the call with {statusCode}.", innerException, statusCode);
    }
}
