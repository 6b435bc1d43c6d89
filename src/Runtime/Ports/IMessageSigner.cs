namespace Millrace.Runtime.Ports;

/// <summary>The deployment's key for confirmation messages.</summary>
public interface IMessageSigner
{
    /// <summary>Names the certificate: 32 hex digits.</summary>
    string CertificateName { get; }

    /// <summary>The certificate as served, PEM.</summary>
    string CertificatePem { get; }

    /// <summary>RSA with SHA-1, as SNS signature version 1 has it; base64.</summary>
    string Sign(string text);
}
