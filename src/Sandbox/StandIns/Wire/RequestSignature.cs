using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>
/// The signature that a request should carry by AWS Signature Version 4 (IAM user guide, "Create a signed AWS API request"), for callers
/// whose secret is known.
/// </summary>
internal static class RequestSignature
{
    private const string HashHeader = "x-amz-content-sha256";

    /// <summary>Whether the <c>Authorization</c> header holds the signature that the secret gives.</summary>
    /// <param name="body">The body, for services that do not name its hash in a header.</param>
    public static bool IsRight(HttpRequest request, CredentialScope scope, string secret, ReadOnlySpan<byte> body)
    {
        var header = request.Headers.Authorization.ToString();
        if (Part(header, "SignedHeaders=") is not { } names || Part(header, "Signature=") is not { } given)
        {
            return false;
        }

        var region = $"{scope.Day}/{scope.Region}/{scope.Service}/aws4_request";
        var canonical = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, scope, names, body))));
        var toSign = $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{region}\n{canonical}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (ReadOnlySpan<string>)[scope.Day, scope.Region, scope.Service, "aws4_request", toSign])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Hex(key)), Encoding.UTF8.GetBytes(given));
    }

    private static string Canonical(HttpRequest request, CredentialScope scope, string names, ReadOnlySpan<byte> body)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : "/";
        var path = target.Split('?')[0];

        // S3 signs the path as it was sent, all others encode it once more.
        var signedPath = scope.Service == "s3" ? path : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var headers = string.Concat(names.Split(';').Select(name => $"{name}:{Value(request, name)}\n"));
        var hash = request.Headers[HashHeader] is [{ } stated] ? stated : Hex(SHA256.HashData(body));
        return $"{request.Method}\n{signedPath}\n{Query(request)}\n{headers}\n{names}\n{hash}";
    }

    private static string Query(HttpRequest request) =>
        string.Join(
            '&',
            request
                .Query.SelectMany(field => field.Value.Select(value => (Name: Encoded(field.Key), Value: Encoded(value ?? ""))))
                .OrderBy(field => field.Name, StringComparer.Ordinal)
                .ThenBy(field => field.Value, StringComparer.Ordinal)
                .Select(field => $"{field.Name}={field.Value}")
        );

    private static string Value(HttpRequest request, string name) =>
        string.Join(
            ',',
            request
                .Headers[name]
                .Select(value => string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );

    private static string? Part(string header, string marker)
    {
        var at = header.IndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? null : header[(at + marker.Length)..].Split(',')[0].Trim();
    }

    private static string Encoded(string text) => Uri.EscapeDataString(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
