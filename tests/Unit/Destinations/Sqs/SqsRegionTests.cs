using Amazon.Runtime;
using Millrace.Destinations.Sqs;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>Where calls go.</summary>
public sealed class SqsRegionTests
{
    [Theory]
    [InlineData("us-east-1", "https://sqs.us-east-1.amazonaws.com/")]
    [InlineData("eu-central-2", "https://sqs.eu-central-2.amazonaws.com/")]
    [InlineData("cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", "https://sqs.us-gov-west-1.amazonaws.com/")]
    public void Calls_go_to_the_endpoint_of_the_region(string region, string endpoint) =>
        EndpointOf(region, new SqsDestinationOptions()).ShouldBe(new Uri(endpoint));

    /// <summary>Regions that an ARN may name although nobody has them: none leads out of AWS.</summary>
    [Theory]
    [InlineData("xx-evil-example-com-1")]
    [InlineData("cn-evil-9")]
    [InlineData("us-iso-evil-0")]
    public void Calls_to_a_region_that_is_none_stay_within_aws(string region) =>
        EndpointOf(region, new SqsDestinationOptions())
            .Host.ShouldMatch(@"^sqs\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|c2s\.ic\.gov)$");

    [Theory]
    [InlineData("http://127.0.0.1:8701", "http://127.0.0.1:8701/")]
    [InlineData("http://queues.example.org/base", "http://queues.example.org/base/")]
    public void Calls_go_to_the_stand_in_where_one_is_set(string address, string endpoint) =>
        EndpointOf("us-east-1", new SqsDestinationOptions { ServiceUrl = new Uri(address) }).ShouldBe(new Uri(endpoint));

    private static Uri EndpointOf(string region, SqsDestinationOptions options)
    {
        using var queues = new SqsRegion(region, options, new BasicAWSCredentials("a", "b"));
        return queues.Endpoint;
    }
}
