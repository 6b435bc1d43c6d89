using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>Reads a request of either protocol. Signatures are not verified; the credential's scope names the region.</summary>
internal static class CallReader
{
    private const string DefaultRegion = "us-east-1";
    private const string TargetPrefix = "AmazonSQS.";

    /// <summary>Ten entries of escaped text fit well; the bounds of messages are checked after reading.</summary>
    private const int RequestBytesMax = 8 * 1_024 * 1_024;

    public static QueueProtocol ProtocolOf(HttpRequest request) =>
        request.Headers.ContainsKey("X-Amz-Target") ? QueueProtocol.Json : QueueProtocol.Query;

    public static async Task<QueueCall> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await BodyAsync(request, cancellation);
        if (ProtocolOf(request) == QueueProtocol.Json)
        {
            var target = request.Headers["X-Amz-Target"].ToString();
            var action = target.StartsWith(TargetPrefix, StringComparison.Ordinal)
                ? target[TargetPrefix.Length..]
                : throw QueueError.InvalidAction(Fields.Shortened(target));
            return Call(request, action, Json(body), "");
        }

        IEnumerable<KeyValuePair<string, StringValues>> fields = request.Query;
        if (body.Length > 0)
        {
            fields = fields.Concat(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)));
        }

        var form = QueryForm.Read(fields);
        return Call(request, form.Need("Action"), form, form.Text("X-Amz-Credential") ?? "");
    }

    private static QueueCall Call(HttpRequest request, string action, JsonObject body, string queryCredential)
    {
        var path = request.Path.Value ?? "/";
        return new(action, Region(request, queryCredential), $"{request.Scheme}://{request.Host}{request.PathBase}", path, body);
    }

    /// <summary>The third part of <c>Credential=KEY/DATE/REGION/sqs/aws4_request</c>.</summary>
    private static string Region(HttpRequest request, string queryCredential)
    {
        const string marker = "Credential=";
        var header = request.Headers.Authorization.ToString();
        var at = header.IndexOf(marker, StringComparison.Ordinal);
        var scope = (at < 0 ? queryCredential : header[(at + marker.Length)..]).Split(',')[0].Split('/');
        return scope.Length >= 5 && scope[^3] is { Length: > 0 and <= 32 } region && region.All(IsRegionLetter)
            ? region
            : DefaultRegion;
    }

    private static bool IsRegionLetter(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';

    private static JsonObject Json(byte[] body)
    {
        try
        {
            return body.Length == 0
                ? []
                : JsonNode.Parse(body, documentOptions: Fields.Strict) as JsonObject
                    ?? throw QueueError.Malformed("The body is not a JSON object.");
        }
        catch (JsonException)
        {
            throw QueueError.Malformed("The body is not JSON, or names a field twice.");
        }
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is > RequestBytesMax)
        {
            throw TooLong();
        }

        using var whole = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1_024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (whole.Length + read > RequestBytesMax)
            {
                throw TooLong();
            }

            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }

    private static QueueError TooLong() =>
        QueueError.InvalidParameter(
            $"One or more parameters are invalid. Reason: a request has at most {RequestBytesMax} bytes."
        );
}
