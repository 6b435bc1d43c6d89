using Amazon;
using Amazon.Runtime;

namespace Millrace.Destinations.Aws;

/// <summary>How the clients of the SDK are set up, whatever their service.</summary>
internal static class SdkConfig
{
    /// <param name="serviceUrl">Null: AWS itself.</param>
    public static TConfig Of<TConfig>(string region, Uri? serviceUrl, TimeSpan callTimeout)
        where TConfig : ClientConfig, new()
    {
        // The pump alone decides about trying again: the SDK's own retries would hide how a destination behaves.
        var config = new TConfig
        {
            MaxErrorRetry = 0,
            Timeout = callTimeout,
            HttpClientFactory = new SdkHttp(callTimeout),
        };
        if (serviceUrl is not null)
        {
            config.ServiceURL = serviceUrl.ToString();
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
