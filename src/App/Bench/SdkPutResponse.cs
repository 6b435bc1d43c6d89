using Amazon.Runtime;

namespace Millrace.App.Bench;

/// <summary>The answer to an <see cref="SdkPutRequest"/>.</summary>
internal sealed class SdkPutResponse : AmazonWebServiceResponse
{
    /// <summary>Records that were taken.</summary>
    public int Taken { get; init; }
}
