using Amazon.Runtime;
using Millrace.Destinations.Firehose;

namespace Millrace.Unit.Destinations.Firehose;

/// <summary>Where calls go.</summary>
public sealed class FirehoseRegionTests
{
    [Theory]
    [InlineData("us-east-1", "https://firehose.us-east-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://firehose.cn-north-1.amazonaws.com.cn/")]
    public void Calls_go_to_the_endpoint_of_the_region(string region, string endpoint) =>
        EndpointOf(region).ShouldBe(new Uri(endpoint));

    /// <summary>Regions that an ARN may name although nobody has them: none leads out of AWS.</summary>
    [Theory]
    [InlineData("xx-evil-example-com-1")]
    [InlineData("cn-evil-9")]
    [InlineData("us-iso-evil-0")]
    public void Calls_to_a_region_that_is_none_stay_within_aws(string region) =>
        EndpointOf(region).Host.ShouldMatch(@"^firehose\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|c2s\.ic\.gov)$");

    private static Uri EndpointOf(string region)
    {
        using var streams = new FirehoseRegion(region, new FirehoseDestinationOptions(), new BasicAWSCredentials("a", "b"));
        return streams.Endpoint;
    }
}
