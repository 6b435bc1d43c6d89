using Amazon.Runtime;
using Millrace.Contracts.Destinations;

namespace Millrace.Landing.Receiving;

/// <summary>The connections of a queue's client, which end with it.</summary>
internal sealed class SqsHttp(TimeSpan timeout) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new NoDetours()) { Timeout = timeout };
}
