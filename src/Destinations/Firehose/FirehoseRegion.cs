using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Firehose;

/// <summary>The streams of one region: one set of connections, and STS to assume roles by.</summary>
internal sealed class FirehoseRegion : IDisposable
{
    private readonly AmazonSecurityTokenServiceClient sts;

    /// <param name="configured">Null: what the SDK finds.</param>
    public FirehoseRegion(string region, FirehoseDestinationOptions options, AWSCredentials? configured)
    {
        var config = SdkConfig.Of<AmazonSecurityTokenServiceConfig>(region, options.ServiceUrl, options.CallTimeout);
        sts = configured is null
            ? new AmazonSecurityTokenServiceClient(config)
            : new AmazonSecurityTokenServiceClient(configured, config);
        Endpoint =
            options.ServiceUrl
            ?? new Uri($"https://firehose.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/");
        Wire = new ServiceWire(Endpoint, region, FirehoseCall.Protocol, options.CallTimeout, options.WallTime);
    }

    public Uri Endpoint { get; }

    public ServiceWire Wire { get; }

    public ServiceCredentials CredentialsOf(string roleArn, FirehoseAccess access) =>
        new(new RoleCredentials(sts, roleArn, access), sts.Config);

    /// <summary>As whom the roles are assumed.</summary>
    /// <exception cref="AmazonClientException">There are no credentials, or STS does not answer.</exception>
    public async Task<string> CallerAsync(CancellationToken cancel) =>
        (await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancel)).Arn;

    public void Dispose()
    {
        Wire.Dispose();
        sts.Dispose();
    }
}
