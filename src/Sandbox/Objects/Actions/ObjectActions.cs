using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Sandbox.Objects.Store;
using Millrace.Sandbox.Objects.Wire;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Store;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Objects.Actions;

/// <summary>PutObject, GetObject, HeadObject, DeleteObject.</summary>
internal sealed class ObjectActions(StandInServices services)
{
    private const string MetadataPrefix = "x-amz-meta-";

    /// <summary>Lengths of chunks, their signatures and the last headers add less than this.</summary>
    private const int ChunkBytesMax = 1_024 * 1_024;

    private static readonly string[] Kept =
    [
        "Content-Type",
        "Content-Disposition",
        "Content-Language",
        "Cache-Control",
        "Expires",
    ];

    public async Task<Func<Task>> PutAsync(ObjectCall call)
    {
        if (call.Request.Headers.ContainsKey("x-amz-copy-source"))
        {
            throw ObjectError.NotImplemented("CopyObject");
        }

        var body = await BodyAsync(call);
        var headers = Headers(call.Request);
        var put = await services.Store.DoAsync(
            turn => turn.Objects.Put(Bucket(turn, call), call.Key, body, headers, turn.NowMs),
            call.Cancel
        );
        return () =>
        {
            call.Http.Response.Headers.ETag = $"\"{put.ETag}\"";
            return ObjectAnswer.EmptyAsync(call.Http, 200);
        };
    }

    /// <summary>GetObject and HeadObject, which differ in the bytes alone.</summary>
    public async Task<Func<Task>> GetAsync(ObjectCall call)
    {
        var isHead = HttpMethods.IsHead(call.Request.Method);
        var asked = call.Request.Headers.Range is [{ } range] ? range : null;
        var (found, part, body) = await services.Store.DoAsync(
            turn =>
            {
                var bucket = Bucket(turn, call);
                var stored = turn.Objects.Find(bucket, call.Key) ?? throw ObjectError.NoSuchKey();
                var bytes = ByteRange.Read(asked, stored.Size);
                return (stored, bytes, isHead ? null : turn.Objects.Body(bucket, call.Key, bytes.First, bytes.Count));
            },
            call.Cancel
        );
        return () => ObjectAnswer.ObjectAsync(call.Http, found, part, body);
    }

    public async Task<Func<Task>> DeleteAsync(ObjectCall call)
    {
        await services.Store.DoAsync(
            turn =>
            {
                turn.Objects.Delete(Bucket(turn, call), call.Key);
                return true;
            },
            call.Cancel
        );
        return () => ObjectAnswer.EmptyAsync(call.Http, 204);
    }

    private static BucketRow Bucket(StandInTurn turn, ObjectCall call) =>
        turn.Objects.Find(call.Bucket) ?? throw ObjectError.NoSuchBucket();

    private async Task<byte[]> BodyAsync(ObjectCall call)
    {
        var max = services.Options.ObjectBytesMax;
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = max + ChunkBytesMax;
        }

        var sent =
            await RequestBody.ReadAsync(call.Request, max + ChunkBytesMax, call.Cancel) ?? throw ObjectError.EntityTooLarge(max);
        var isChunked = $"{call.Request.Headers["x-amz-content-sha256"]}".StartsWith("STREAMING-", StringComparison.Ordinal);
        var body = isChunked ? ChunkedBody.Decode(sent) : sent;
        if (body.Length > max)
        {
            throw ObjectError.EntityTooLarge(max);
        }

        return call.Request.Headers.ContentMD5 is [{ } digest] && digest != Convert.ToBase64String(MD5.HashData(body))
            ? throw ObjectError.BadDigest()
            : body;
    }

    private static Dictionary<string, string> Headers(HttpRequest request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "binary/octet-stream",
        };
        foreach (var (name, value) in request.Headers)
        {
            if (Kept.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                headers[name] = value.ToString();
            }
            else if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = value.ToString();
            }
        }

        // How the bytes were sent is no property of the object.
        var encodings = request
            .Headers.ContentEncoding.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(encoding => encoding != "aws-chunked")
            .ToList();
        if (encodings.Count > 0)
        {
            headers["Content-Encoding"] = string.Join(",", encodings);
        }

        return headers.Values.All(value => value.All(char.IsAscii))
            ? headers
            : throw ObjectError.InvalidArgument(
                "Headers and metadata of an object are ASCII: encode other letters, as RFC 2047 does."
            );
    }
}
