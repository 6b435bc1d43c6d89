using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.App.Settings;

/// <summary>
/// The certificate for https as its files have it now: they are looked at with every new connection, so that a renewed one is taken up
/// without a restart. While they cannot be read, the one before stays.
/// </summary>
internal sealed class TlsCertificate
{
    private readonly TlsSettings settings;
    private readonly Action<string> tell;
    private readonly Lock looking = new();
    private (DateTime, DateTime) seen;
    private SslStreamCertificateContext context;

    /// <exception cref="InvalidDataException">The files hold no certificate with its key.</exception>
    public TlsCertificate(TlsSettings settings, Action<string> tell)
    {
        (this.settings, this.tell) = (settings, tell);
        seen = Stamp();
        context = Load();
    }

    public SslStreamCertificateContext Current()
    {
        lock (looking)
        {
            var now = Stamp();
            if (now != seen)
            {
                seen = now;
                try
                {
                    context = Load();
                    tell($"tls: a renewed certificate is in force, until {context.TargetCertificate.NotAfter:u}");
                }
                catch (InvalidDataException fault)
                {
                    tell($"tls: {fault.Message} The certificate from before stays in force.");
                }
            }

            return context;
        }
    }

    private (DateTime, DateTime) Stamp() =>
        (
            File.GetLastWriteTimeUtc(settings.Pfx ?? settings.Certificate!),
            File.GetLastWriteTimeUtc(settings.Key ?? settings.Pfx!)
        );

    private SslStreamCertificateContext Load()
    {
        try
        {
            var all = new X509Certificate2Collection();
            X509Certificate2 own;
            if (settings.Pfx is { } pfx)
            {
                var password = settings.PfxPasswordVariable is { } name ? Environment.GetEnvironmentVariable(name) : null;
                all = X509CertificateLoader.LoadPkcs12CollectionFromFile(pfx, password);
                own = all.First(one => one.HasPrivateKey);
            }
            else
            {
                own = X509Certificate2.CreateFromPemFile(settings.Certificate!, settings.Key);
                all.ImportFromPemFile(settings.Certificate!);
            }

            var between = new X509Certificate2Collection(all.Where(one => one.Thumbprint != own.Thumbprint).ToArray());
            return SslStreamCertificateContext.Create(own, between, offline: true);
        }
        catch (Exception fault)
            when (fault is CryptographicException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            var look = settings switch
            {
                { Pfx: null } => "look at the settings of tls",
                { PfxPasswordVariable: null } => "where it has a password, tls.pfxPasswordVariable names the variable with it",
                _ => $"look at it, and at the password in the environment variable {settings.PfxPasswordVariable}",
            };
            throw new InvalidDataException(
                $"{settings.Pfx ?? settings.Certificate} gives no certificate with its key ({fault.Message}): {look}.",
                fault
            );
        }
    }
}
