using Microsoft.AspNetCore.Http;

namespace Millrace.Server.Realms;

/// <summary>Which realm a call is for, by the host that it names. Where no host is told, every host serves all realms.</summary>
/// <param name="hosts">Host, or host:port where one host has several realms, to the id of a realm; to null where it serves all.</param>
public sealed class RealmHosts(IReadOnlyDictionary<string, string?> hosts)
{
    private readonly Dictionary<string, string?> hosts = new(hosts, StringComparer.OrdinalIgnoreCase);

    public static RealmHosts All { get; } = new(new Dictionary<string, string?>());

    /// <summary>False where the host serves no realm; the realm is null where it serves all.</summary>
    internal bool TryFind(HostString host, out string? realm)
    {
        realm = null;
        return hosts.Count == 0 || hosts.TryGetValue(host.Value ?? "", out realm) || hosts.TryGetValue(host.Host, out realm);
    }
}
