using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Millrace.App.Bench;

/// <summary>How <see cref="SdkFirehoseClient"/> is set up; its address is always given.</summary>
internal sealed class SdkFirehoseConfig() : ClientConfig(new DefaultConfigurationProvider([Standard]))
{
    private static readonly DefaultConfiguration Standard = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
    };

    public override string ServiceVersion => "2015-08-04";

    public override string UserAgent => "bench";

    public override string RegionEndpointServiceName => "firehose";

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
}
