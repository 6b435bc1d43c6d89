using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>Reads a request of either protocol. Signatures are not verified; the credential's scope names the region.</summary>
internal static class CallReader
{
    private const string TargetPrefix = "AmazonSQS.";

    /// <summary>Ten entries of escaped text fit well; the bounds of messages are checked after reading.</summary>
    private const int RequestBytesMax = 8 * 1_024 * 1_024;

    public static QueueProtocol ProtocolOf(HttpRequest request) =>
        request.Headers.ContainsKey("X-Amz-Target") ? QueueProtocol.Json : QueueProtocol.Query;

    public static async Task<QueueCall> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, RequestBytesMax, cancellation) ?? throw TooLong();
        if (ProtocolOf(request) == QueueProtocol.Json)
        {
            var target = request.Headers["X-Amz-Target"].ToString();
            var action = target.StartsWith(TargetPrefix, StringComparison.Ordinal)
                ? target[TargetPrefix.Length..]
                : throw QueueError.InvalidAction(Fields.Shortened(target));
            return Call(request, action, Json(body), CredentialScope.Of(request).Region);
        }

        IEnumerable<KeyValuePair<string, StringValues>> fields = request.Query;
        if (body.Length > 0)
        {
            fields = fields.Concat(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)));
        }

        var form = QueryForm.Read(fields);
        var scope = form.Text("X-Amz-Credential") is { } credential
            ? CredentialScope.Read(credential)
            : CredentialScope.Of(request);
        return Call(request, form.Need("Action"), form, scope.Region);
    }

    private static QueueCall Call(HttpRequest request, string action, JsonObject body, string region)
    {
        var path = request.Path.Value ?? "/";
        return new(action, region, $"{request.Scheme}://{request.Host}{request.PathBase}", path, body);
    }

    private static JsonObject Json(byte[] body)
    {
        try
        {
            // The tree is decoded as it is asked: what is no text is refused before.
            return body.Length == 0 ? []
                : !Utf8.IsValid(body) ? throw QueueError.Malformed("The body is not UTF-8.")
                : JsonNode.Parse(body, documentOptions: Fields.Strict) as JsonObject
                    ?? throw QueueError.Malformed("The body is not a JSON object.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second is what the parser says of half a surrogate pair in a name.
            throw QueueError.Malformed("The body is not JSON in Unicode, or names a field twice.");
        }
    }

    private static QueueError TooLong() =>
        QueueError.InvalidParameter(
            $"One or more parameters are invalid. Reason: a request has at most {RequestBytesMax} bytes."
        );
}
