using Amazon;
using Amazon.Runtime;
using Amazon.SQS;

namespace Millrace.Landing.Receiving;

/// <summary>Makes the client of a queue's region.</summary>
internal static class SqsClients
{
    public static IAmazonSQS Create(LandingOptions options, LandingQueue queue)
    {
        // Attempts are ours: they end with the landing and are counted and told in one place.
        var timeout = options.LongPoll + TimeSpan.FromSeconds(15);
        var config = new AmazonSQSConfig
        {
            MaxErrorRetry = 0,
            Timeout = timeout,
            HttpClientFactory = new SqsHttp(timeout),
        };
        var address = options.ServiceUrl ?? (IsAws(queue) ? null : new Uri(queue.Url!.GetLeftPart(UriPartial.Authority)));
        if (address is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(queue.Region);
        }
        else
        {
            config.ServiceURL = address.AbsoluteUri;
            config.AuthenticationRegion = queue.Region;
        }

        return Credentials(options, address) is { } credentials
            ? new AmazonSQSClient(credentials, config)
            : new AmazonSQSClient(config);
    }

    private static bool IsAws(LandingQueue queue) =>
        queue.Url is null || queue.Url.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase);

    private static BasicAWSCredentials? Credentials(LandingOptions options, Uri? address)
    {
        if (options.AccessKey is not null)
        {
            return new(options.AccessKey, options.SecretKey);
        }

        // A stand-in for SQS wants a signature but knows no accounts; asking a cloud's metadata for one would only take time.
        var known = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") ?? Environment.GetEnvironmentVariable("AWS_PROFILE");
        return address is not null && known is null ? new("millrace", "millrace") : null;
    }
}
