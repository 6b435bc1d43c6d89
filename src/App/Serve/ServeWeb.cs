using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Millrace.App.Settings;
using Millrace.Contracts.Realms;
using Millrace.Server;
using Millrace.Server.Http;
using Millrace.Server.Realms;

namespace Millrace.App.Serve;

/// <summary>The addresses of a serving process, as its deployment settings have them: hosts of realms, https, proxies.</summary>
internal static class ServeWeb
{
    public static RealmHosts Hosts(DeploymentSettings deployment) =>
        new(
            deployment
                .Realms.SelectMany(realm => realm.Value.Hosts.Select(host => (host, (string?)realm.Key)))
                .Concat(deployment.Hosts.Select(host => (host, (string?)null)))
                .ToDictionary(one => one.host, one => one.Item2)
        );

    /// <summary>Addresses for links, without a slash at the end, by AWS region.</summary>
    public static Dictionary<string, string> RegionUrls(DeploymentSettings deployment) =>
        deployment
            .Realms.Where(realm => realm.Value.PublicUrl is not null)
            .ToDictionary(realm => Realm.Of(realm.Key).AwsRegion, realm => realm.Value.PublicUrl!.TrimEnd('/'));

    public static Task<LocalWeb> StartAsync(
        ServeOptions options,
        ServerServices services,
        Action<string> tell,
        CancellationToken cancel
    )
    {
        var deployment = options.Deployment;
        var certificate = Certificate(options, tell);
        return LocalWeb.StartAsync(
            options.Listen,
            routes =>
            {
                Believe(routes, deployment.TrustedProxies);
                ServerRoutes.Map(routes, services);
            },
            cancel,
            host =>
            {
                var others = deployment.Realms.Values.Select(realm => realm.Listen).OfType<string>();
                host.ReceiveInLargeBlocks()
                    .UseUrls([options.Listen.GetLeftPart(UriPartial.Authority), .. others.Select(text => text.TrimEnd('/'))]);
                if (certificate is not null)
                {
                    host.UseKestrelHttpsConfiguration()
                        .ConfigureKestrel(kestrel =>
                            kestrel.ConfigureHttpsDefaults(https =>
                            {
                                https.ServerCertificate = certificate.Current().TargetCertificate;
                                https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = certificate.Current();
                            })
                        );
                }

                return host;
            }
        );
    }

    private static TlsCertificate? Certificate(ServeOptions options, Action<string> tell) =>
        options.Deployment.Tls switch
        {
            null => null,
            { Dev: true } => new(
                DevCertificate.OpenOrCreate(
                    options.DataFolder,
                    options
                        .Deployment.Realms.Values.SelectMany(realm => realm.Hosts)
                        .Concat(options.Deployment.Hosts)
                        .Select(host => host.Split(':')[0])
                        .Distinct(),
                    TimeProvider.System
                ),
                tell
            ),
            var files => new(files, tell),
        };

    /// <summary>Of others than these, what was forwarded is not believed.</summary>
    internal static void Believe(IEndpointRouteBuilder routes, IReadOnlyList<string> proxies)
    {
        if (proxies.Count == 0)
        {
            return;
        }

        var headers = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto,
        };
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            headers.KnownIPNetworks.Add(DeploymentFile.Network(proxy)!.Value);
        }

        ((IApplicationBuilder)routes).UseForwardedHeaders(headers);
    }
}
