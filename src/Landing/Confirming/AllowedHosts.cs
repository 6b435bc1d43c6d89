namespace Millrace.Landing.Confirming;

/// <summary>
/// The hosts that a confirmation may send this program to. An entry is a host (its scheme's own port) or host:port; https only,
/// or http on loopback.
/// </summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<string> entries;

    public AllowedHosts(IEnumerable<string> hosts) =>
        entries = new(hosts.Select(host => host.Trim()), StringComparer.OrdinalIgnoreCase);

    /// <summary>The reason for which an address may not be asked, or null.</summary>
    public string? Refuses(string name, string address, out Uri? uri)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out uri) || uri.UserInfo.Length > 0)
        {
            return $"{name} is not an address.";
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            return $"{name} has to be https, or http on loopback.";
        }

        var hostAndPort = $"{uri.Host}:{uri.Port}";
        if ((uri.IsDefaultPort && entries.Contains(uri.Host)) || entries.Contains(hostAndPort))
        {
            return null;
        }

        var wanted = uri.IsDefaultPort ? uri.Host : hostAndPort;
        return $"{name} leads to {wanted}, which is not an allowed host; allow it if it is the stream's.";
    }
}
