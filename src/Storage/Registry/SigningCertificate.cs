using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Registry;

/// <summary>The deployment's self-signed certificate, made once in its data folder; the key lies beside it, for its owner's eyes only.</summary>
public sealed class SigningCertificate : IMessageSigner, IDisposable
{
    private const int KeyBits = 2048;
    private readonly X509Certificate2 certificate;
    private readonly RSA key;

    private SigningCertificate(X509Certificate2 certificate)
    {
        this.certificate = certificate;
        key = certificate.GetRSAPrivateKey() ?? throw new InvalidDataException("The signing certificate has no RSA key.");
        CertificateName = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData).AsSpan(0, 16));
        CertificatePem = certificate.ExportCertificatePem() + "\n";
    }

    public string CertificateName { get; }

    public string CertificatePem { get; }

    /// <summary>Reads the certificate of a folder, and makes it where there is none.</summary>
    /// <param name="folder">The data folder; it has to exist.</param>
    public static SigningCertificate OpenOrCreate(string folder, TimeProvider wall)
    {
        var path = Path.Combine(folder, "confirmation-signing.pem");
        if (!File.Exists(path))
        {
            Create(path, wall.GetUtcNow());
        }

        var pem = File.ReadAllText(path);
        try
        {
            return new SigningCertificate(X509Certificate2.CreateFromPem(pem, pem));
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException(
                $"{path} holds no certificate with its key ({fault.Message}): restore it, or remove it and a new one is made.",
                fault
            );
        }
    }

    public string Sign(string text) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));

    public void Dispose()
    {
        key.Dispose();
        certificate.Dispose();
    }

    private static void Create(string path, DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest("CN=millrace", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));

        // One file: a crash leaves no key without its certificate.
        OwnersFile.Write(path, $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n", overwrite: false);
    }
}
