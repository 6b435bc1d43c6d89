using System.Security.Cryptography;
using System.Text;

namespace Millrace.Destinations.Notices;

/// <summary>What notices are signed by, so that their receiver knows who sent them (Standard Webhooks 1.0, symmetric signatures).</summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int KeyBytesMin = 24;
    private const int KeyBytesMax = 64;
    private readonly byte[] key;

    private WebhookSecret(byte[] key) => this.key = key;

    /// <param name="path">A file with the secret: whsec_ and base64 of 24 to 64 bytes; space around it is not looked at.</param>
    /// <exception cref="InvalidDataException">It cannot be read, or has no such secret.</exception>
    public static WebhookSecret Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The secret of notices cannot be read: {fault.Message}", fault);
        }

        var bytes = new byte[KeyBytesMax];
        return
            text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length)
            && length >= KeyBytesMin
            ? new WebhookSecret(bytes[..length])
            : throw new InvalidDataException(
                $"{path} has to hold {Prefix} and behind it base64 of {KeyBytesMin} to {KeyBytesMax} bytes, nothing else: echo {Prefix}$(openssl rand -base64 32) makes one."
            );
    }

    /// <param name="time">Of the sending, unix seconds.</param>
    /// <returns>The value of webhook-signature.</returns>
    public string Sign(string id, string time, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.ASCII.GetBytes($"{id}.{time}."));
        hash.AppendData(body);
        return $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
    }
}
