using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millrace.Storage;

namespace Millrace.App.Settings;

/// <summary>
/// A self-signed certificate for development, in two files of the data folder: dev-tls.pem is for clients to trust, dev-tls-key.pem has
/// its key. It is made anew when it is about to end or a host is missing.
/// </summary>
internal static class DevCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>One by one: clients with OpenSSL do not take *.localhost.</summary>
    private static readonly string[] LocalNames = ["localhost", "na.localhost", "eu.localhost", "fe.localhost"];

    /// <param name="hosts">Host names besides the local ones.</param>
    public static TlsSettings OpenOrCreate(string folder, IEnumerable<string> hosts, TimeProvider wall)
    {
        var settings = new TlsSettings { Certificate = PathIn(folder), Key = Path.Combine(folder, "dev-tls-key.pem") };
        List<string> names = [.. LocalNames.Union(hosts.Where(host => !IPAddress.TryParse(host, out _)))];
        if (!IsGood(settings, names, wall.GetUtcNow()))
        {
            Create(settings, names, wall.GetUtcNow());
        }

        return settings;
    }

    public static string PathIn(string folder) => Path.Combine(folder, "dev-tls.pem");

    /// <summary>For a client that trusts the certificate of this folder, and no other.</summary>
    public static SslClientAuthenticationOptions Trust(string folder) =>
        new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(PathIn(folder)) },
            },
        };

    private static bool IsGood(TlsSettings settings, IEnumerable<string> names, DateTimeOffset now)
    {
        if (!File.Exists(settings.Certificate) || !File.Exists(settings.Key))
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key);
            return certificate.NotAfter.ToUniversalTime() - RenewBefore > now.UtcDateTime
                && names.All(name => certificate.MatchesHostname(name));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Create(TlsSettings settings, IEnumerable<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=millrace development", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        alternatives.AddIpAddress(IPAddress.Loopback);
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
        OwnersFile.Write(settings.Key!, key.ExportPkcs8PrivateKeyPem() + "\n", overwrite: true);
        OwnersFile.Write(settings.Certificate!, made.ExportCertificatePem() + "\n", overwrite: true);
    }
}
