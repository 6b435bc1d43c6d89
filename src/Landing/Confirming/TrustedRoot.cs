using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Landing.Confirming;

/// <summary>Trust in one certificate besides those of the machine, such as that of a stream under development.</summary>
internal static class TrustedRoot
{
    /// <summary>Reads it from a PEM file.</summary>
    /// <exception cref="LandingException">The file has no certificate.</exception>
    public static X509Certificate2 Read(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new LandingException($"TrustFile: {path} has no certificate in PEM form: {fault.Message}", fault);
        }
    }

    public static SslClientAuthenticationOptions Options(X509Certificate2? root) =>
        root is null
            ? new()
            : new()
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    errors == SslPolicyErrors.None
                    || (
                        errors == SslPolicyErrors.RemoteCertificateChainErrors
                        && certificate is X509Certificate2 given
                        && LeadsTo(root, given, chain)
                    ),
            };

    private static bool LeadsTo(X509Certificate2 root, X509Certificate2 given, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(given);
    }
}
