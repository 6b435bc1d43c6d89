using Millrace.App.Settings;
using Millrace.Contracts.Realms;

namespace Millrace.App.Dev;

/// <summary>The realms of a sandbox: each at a port and a name of its own, while every other way to this machine leads to all of them.</summary>
internal static class DevRealms
{
    /// <summary>The ports before are those of the API, AWS and queries.</summary>
    private const int PortsBefore = 3;
    private static readonly string[] Here = ["127.0.0.1", "localhost"];

    /// <param name="port">That of the API; 0: the realms have names alone.</param>
    public static DeploymentSettings Deployment(int port, bool isTls) =>
        new()
        {
            Hosts = Here,
            Realms = Realm
                .BuiltIn.Select(
                    (realm, place) => (realm.Id, Settings(realm.Id, port == 0 ? 0 : port + PortsBefore + place, isTls))
                )
                .ToDictionary(),
            Tls = isTls ? new TlsSettings { Dev = true } : null,
        };

    /// <summary>Where each realm is, in one line.</summary>
    public static string Describe(DeploymentSettings deployment) =>
        string.Join("  ", deployment.Realms.Select(realm => $"{realm.Key} {realm.Value.Listen ?? realm.Value.Hosts[0]}"));

    private static RealmSettings Settings(string id, int port, bool isTls)
    {
        var name = $"{id.ToLowerInvariant()}.localhost";
        return port == 0
            ? new RealmSettings { Hosts = [name] }
            : new RealmSettings
            {
                Hosts = [name, .. Here.Select(host => $"{host}:{port}")],
                Listen = $"{(isTls ? "https" : "http")}://127.0.0.1:{port}",
            };
    }
}
