using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Streams.Wire;

/// <summary>One request in AWS JSON 1.1: the action in <c>X-Amz-Target</c>.</summary>
internal sealed record StreamCall(string Action, string Region, byte[] Body, CancellationToken Cancel)
{
    public const string TargetPrefix = "Firehose_20150804.";

    // Members have the names that the API reference gives them; those that nobody here knows are passed over.
    private static readonly JsonSerializerOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static async Task<StreamCall> ReadAsync(HttpContext http, string region)
    {
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        var body =
            await RequestBody.ReadAsync(http.Request, StreamLimits.RequestBytesMax, http.RequestAborted)
            ?? throw StreamError.Invalid($"A request has at most {StreamLimits.RequestBytesMax} bytes.");
        return target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? new(target[TargetPrefix.Length..], region, body, http.RequestAborted)
            : throw StreamError.UnknownOperation(target.Length <= 80 ? target : target[..80]);
    }

    /// <exception cref="StreamError">The body is not what the action takes.</exception>
    public T Read<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body, Strict) ?? throw StreamError.Malformed("The body is not a JSON object.");
        }
        catch (JsonException error)
        {
            throw StreamError.Malformed($"The body is not JSON that the action takes, at {error.Path ?? "$"}.");
        }
        catch (InvalidOperationException)
        {
            // What the parser says of half a surrogate pair.
            throw StreamError.Malformed("The body holds text that is not Unicode.");
        }
    }
}
