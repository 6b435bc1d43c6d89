using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Firehose;

/// <summary>
/// Temporary credentials of a subscriber's role, renewed before they end. The role is told who calls and for what: the client as external
/// id, the subscription as session name, subscription and dataset as session tags.
/// </summary>
internal sealed class RoleCredentials : RefreshingAWSCredentials
{
    /// <summary>As much as a role may give without being changed, and as much as there is where roles are chained.</summary>
    private const int SessionSeconds = 3_600;

    private readonly AmazonSecurityTokenServiceClient sts;
    private readonly AssumeRoleRequest request;

    public RoleCredentials(AmazonSecurityTokenServiceClient sts, string roleArn, FirehoseAccess access)
    {
        this.sts = sts;
        PreemptExpiryTime = TimeSpan.FromMinutes(5);
        request = new AssumeRoleRequest
        {
            RoleArn = roleArn,
            RoleSessionName = access.SubscriptionId,
            ExternalId = access.ExternalId,
            DurationSeconds = SessionSeconds,
            Tags =
            [
                new Tag { Key = "subscriptionId", Value = access.SubscriptionId },
                new Tag { Key = "dataSetId", Value = access.DataSetId },
            ],
        };
    }

    /// <exception cref="AmazonSecurityTokenServiceException">The role does not admit the service, or STS does not answer.</exception>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var assumed = (await sts.AssumeRoleAsync(request)).Credentials;
        return new CredentialsRefreshState(
            new ImmutableCredentials(assumed.AccessKeyId, assumed.SecretAccessKey, assumed.SessionToken),
            assumed.Expiration ?? throw new AmazonClientException("STS did not say when the credentials end.")
        );
    }
}
