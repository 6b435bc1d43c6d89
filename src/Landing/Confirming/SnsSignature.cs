using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Millrace.Landing.Confirming;

/// <summary>Verifies the signature of an SNS document: version 1 is SHA-1, version 2 SHA-256, both with RSA (PKCS #1).</summary>
internal static class SnsSignature
{
    public static bool KnowsVersion(string version) => version is "1" or "2";

    public static bool Verifies(ConfirmationDocument document, string certificatePem)
    {
        var signature = new byte[document.Signature.Length];
        if (!Convert.TryFromBase64String(document.Signature, signature, out var length))
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(certificatePem);
            using var key = certificate.GetRSAPublicKey();
            // The original signs its version 1 with SHA-1; what it protects is only who asks to be confirmed.
            var hash = document.SignatureVersion == "2" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;
            var text = Encoding.UTF8.GetBytes(document.Canonical());
            return key is not null && key.VerifyData(text, signature.AsSpan(0, length), hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
