using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Millrace.Sandbox.Objects.Wire;

/// <summary>What a path-style request is about.</summary>
/// <param name="Bucket">"" where it is about all buckets.</param>
/// <param name="Key">"" where it is about a bucket.</param>
internal sealed record ObjectCall(HttpContext Http, string Bucket, string Key, string Region)
{
    private const int KeyBytesMax = 1_024;

    /// <summary>What may stand in the query beside the parameters of a listing: none of it names another action.</summary>
    private static readonly HashSet<string> Passed = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-id",
        "list-type",
        "location",
        "prefix",
        "delimiter",
        "max-keys",
        "continuation-token",
        "start-after",
        "encoding-type",
        "fetch-owner",
        "max-buckets",
        "bucket-region",
    };

    public HttpRequest Request => Http.Request;

    public CancellationToken Cancel => Http.RequestAborted;

    /// <exception cref="ObjectError">It asks for something that the stand-in does not have.</exception>
    public static ObjectCall Read(HttpContext http, string region)
    {
        // From the request's own bytes: a key may have slashes and dots that a server would tidy up.
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        var path = target.Split('?')[0];
        var parts = path.TrimStart('/').Split('/', 2);
        var key = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        if (Encoding.UTF8.GetByteCount(key) > KeyBytesMax)
        {
            throw ObjectError.KeyTooLong();
        }

        var other = http.Request.Query.Keys.FirstOrDefault(name =>
            !Passed.Contains(name) && !name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
        );
        return other is null
            ? new(http, Uri.UnescapeDataString(parts[0]), key, region)
            : throw ObjectError.NotImplemented($"The parameter {(other.Length <= 80 ? other : other[..80])}");
    }

    public string? Asked(string parameter) => Request.Query[parameter] is [{ } value] ? value : null;
}
