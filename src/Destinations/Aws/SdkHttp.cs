using Amazon.Runtime;
using Millrace.Contracts.Destinations;

namespace Millrace.Destinations.Aws;

/// <summary>The connections of a client of the SDK, which end with it.</summary>
internal sealed class SdkHttp(TimeSpan callTimeout) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new NoDetours()) { Timeout = callTimeout };
}
