using Amazon.Runtime;

namespace Millrace.App.Bench;

/// <summary>A PutRecordBatch for <see cref="SdkFirehoseClient"/>.</summary>
internal sealed class SdkPutRequest(string stream, List<MemoryStream> records) : AmazonWebServiceRequest
{
    public string Stream => stream;

    public List<MemoryStream> Records => records;
}
