using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Millrace.Destinations.Aws;

/// <summary>Whose name calls are made in: what was configured, else what the AWS SDK's own chain finds, which it caches and renews.</summary>
internal sealed class ServiceCredentials(AWSCredentials? configured, IClientConfig config) : IDisposable
{
    private readonly DefaultAWSCredentialsIdentityResolver? chain = configured is null ? new() : null;

    /// <exception cref="AmazonClientException">There are none.</exception>
    public async ValueTask<ImmutableCredentials> ReadAsync(CancellationToken cancel)
    {
        // A source that renews takes no token: the call does not wait longer for it than it may.
        var source = await SourceAsync(cancel);
        return await source.GetCredentialsAsync().WaitAsync(cancel);
    }

    /// <summary>The server says that these have expired: the next read brings new ones where the source can renew them.</summary>
    /// <returns>Whether the next read brings others.</returns>
    public async ValueTask<bool> RenewAsync(ImmutableCredentials expired, CancellationToken cancel)
    {
        var source = await SourceAsync(cancel);
        if (source is RefreshingAWSCredentials renewing && expired.Equals(await source.GetCredentialsAsync()))
        {
            renewing.ClearCredentials();
        }

        return !expired.Equals(await source.GetCredentialsAsync());
    }

    public void Dispose() => chain?.Dispose();

    private async ValueTask<AWSCredentials> SourceAsync(CancellationToken cancel) =>
        configured ?? await chain!.ResolveIdentityAsync(config, cancel);
}
