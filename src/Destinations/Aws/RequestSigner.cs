using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Millrace.Destinations.Aws;

/// <summary>
/// Signs POST requests by AWS Signature Version 4 (IAM user guide, "Create a signed AWS API request"). The key is derived
/// once a day for the credentials in use; they may change with every call.
/// </summary>
internal sealed class RequestSigner(string region, string service)
{
    private const int HexBytes = SHA256.HashSizeInBytes * 2;
    private const int ToSignBytesMax = 256;
    private volatile SigningKey? lastKey;

    /// <summary>The path as it is signed: every segment encoded once more than it is sent.</summary>
    public static string PathOf(Uri endpoint) => string.Join('/', endpoint.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    /// <param name="path">What <see cref="PathOf"/> makes of the endpoint.</param>
    /// <param name="headers">The headers to sign, in the order of their names, <c>host</c> and <c>x-amz-date</c> among them.</param>
    /// <param name="time">The value of <c>x-amz-date</c>, such as <c>20260712T093000Z</c>.</param>
    /// <returns>The value of the <c>Authorization</c> header.</returns>
    public string Authorization(
        string path,
        ReadOnlySpan<SignedHeader> headers,
        ReadOnlySpan<byte> body,
        string time,
        ImmutableCredentials credentials
    )
    {
        var key = KeyFor(time.AsSpan(0, 8), credentials);
        var names = Names(headers);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashCanonical(path, headers, names, body, hash);
        var toSign = new AsciiText(stackalloc byte[ToSignBytesMax]);
        toSign.Append("AWS4-HMAC-SHA256\n"u8);
        toSign.Append(time);
        toSign.Append("\n"u8);
        toSign.Append(key.Scope);
        toSign.Append("\n"u8);
        toSign.AppendHex(hash);
        HMACSHA256.HashData(key.Bytes, toSign.Written, hash);
        Span<char> signature = stackalloc char[HexBytes];
        Convert.TryToHexStringLower(hash, signature, out _);
        return $"AWS4-HMAC-SHA256 Credential={credentials.AccessKey}/{key.Scope}, SignedHeaders={names}, Signature={signature}";
    }

    private SigningKey KeyFor(ReadOnlySpan<char> day, ImmutableCredentials credentials)
    {
        if (lastKey is { } known && known.Fits(day, credentials))
        {
            return known;
        }

        return lastKey = new SigningKey(day.ToString(), region, service, credentials);
    }

    private static string Names(ReadOnlySpan<SignedHeader> headers)
    {
        var names = new string[headers.Length];
        for (var index = 0; index < headers.Length; index++)
        {
            names[index] = headers[index].Name;
        }

        return string.Join(';', names);
    }

    private static void HashCanonical(
        string path,
        ReadOnlySpan<SignedHeader> headers,
        string names,
        ReadOnlySpan<byte> body,
        Span<byte> hash
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CanonicalBytesMax(path, headers, names));
        var canonical = new AsciiText(buffer);
        canonical.Append("POST\n"u8);
        canonical.Append(path);
        canonical.Append("\n\n"u8);
        foreach (var (name, value) in headers)
        {
            canonical.Append(name);
            canonical.Append(":"u8);
            canonical.Append(value);
            canonical.Append("\n"u8);
        }

        canonical.Append("\n"u8);
        canonical.Append(names);
        canonical.Append("\n"u8);
        SHA256.HashData(body, hash);
        canonical.AppendHex(hash);
        SHA256.HashData(canonical.Written, hash);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static int CanonicalBytesMax(string path, ReadOnlySpan<SignedHeader> headers, string names)
    {
        var letters = path.Length + names.Length;
        foreach (var (name, value) in headers)
        {
            letters += name.Length + value.Length + 2;
        }

        return Encoding.UTF8.GetMaxByteCount(letters) + HexBytes + 16;
    }
}
