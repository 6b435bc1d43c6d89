using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Streams.Wire;

/// <summary>Answers in AWS JSON 1.1.</summary>
internal static class StreamAnswer
{
    private const string JsonType = "application/x-amz-json-1.1";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Task WriteAsync(HttpContext http, object answer) =>
        SendAsync(http, 200, JsonSerializer.SerializeToUtf8Bytes(answer, Plain));

    public static Task WriteAsync(HttpContext http, StreamError error) =>
        SendAsync(
            http,
            error.Status,
            JsonSerializer.SerializeToUtf8Bytes(new { __type = error.Type, message = error.Message }, Plain)
        );

    private static async Task SendAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.Headers["x-amzn-RequestId"] = RandomIds.Next();
        http.Response.StatusCode = status;
        http.Response.ContentType = JsonType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
