using System.Collections.Concurrent;
using Amazon.Runtime;
using Millrace.Contracts.Destinations;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Firehose;

/// <summary>Opens Firehose streams by their ARN, with one set of connections a region and a session of each subscription's own.</summary>
public sealed class FirehoseDestinationFactory : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<FirehoseRegion>> regions = new(StringComparer.Ordinal);
    private readonly FirehoseDestinationOptions options;
    private readonly AWSCredentials? configured;

    public FirehoseDestinationFactory(FirehoseDestinationOptions options)
    {
        this.options = options;
        configured = options.AccessKey is { } key ? new BasicAWSCredentials(key, options.SecretKey) : null;
    }

    /// <exception cref="ArgumentException">The ARN is none of a stream.</exception>
    public IDestination Open(string arn, FirehoseAccess access) =>
        FirehoseStreamArn.TryParse(arn, out var stream)
            ? new FirehoseDestination(regions.GetOrAdd(stream.Region, NewRegion).Value, stream, access)
            : throw new ArgumentException($"'{arn}' is not the ARN of a Firehose stream.", nameof(arn));

    /// <summary>As whom this process calls; null where it cannot be found out.</summary>
    internal async ValueTask<string?> PrincipalAsync(string region, CancellationToken cancel)
    {
        try
        {
            return CallerPrincipal.Of(await regions.GetOrAdd(region, NewRegion).Value.CallerAsync(cancel));
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // Whoever asks names the principal instead.
            return null;
        }
    }

    internal async ValueTask<StreamLook> LookAsync(FirehoseStreamArn stream, FirehoseAccess access, CancellationToken cancel)
    {
        await using var destination = new FirehoseDestination(regions.GetOrAdd(stream.Region, NewRegion).Value, stream, access);
        return await destination.LookAsync(cancel);
    }

    public void Dispose()
    {
        foreach (var region in regions.Values)
        {
            region.Value.Dispose();
        }
    }

    private Lazy<FirehoseRegion> NewRegion(string region) => new(() => new FirehoseRegion(region, options, configured));
}
