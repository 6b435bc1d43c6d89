using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>Writes answers and errors in the protocol that the caller speaks.</summary>
internal static class AnswerWriter
{
    private const string JsonType = "application/x-amz-json-1.0";
    private const string XmlType = "text/xml";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext context, QueueProtocol protocol, string action, JsonObject answer)
    {
        var id = RequestId(context);
        return protocol == QueueProtocol.Json
            ? SendAsync(context, 200, JsonType, JsonSerializer.SerializeToUtf8Bytes(answer, Plain))
            : SendAsync(context, 200, XmlType, XmlAnswer.Answer(action, answer, id));
    }

    public static Task WriteAsync(HttpContext context, QueueProtocol protocol, QueueError error)
    {
        var id = RequestId(context);
        if (protocol == QueueProtocol.Query)
        {
            return SendAsync(context, error.QueryStatus, XmlType, XmlAnswer.Error(error, id));
        }

        context.Response.Headers["x-amzn-query-error"] = $"{error.QueryCode};{(error.SenderFault ? "Sender" : "Receiver")}";
        var body = new JsonObject { ["__type"] = $"com.amazonaws.sqs#{error.Type}", ["message"] = error.Message };
        return SendAsync(context, error.SenderFault ? 400 : 500, JsonType, JsonSerializer.SerializeToUtf8Bytes(body, Plain));
    }

    private static string RequestId(HttpContext context)
    {
        var id = RandomIds.Next();
        context.Response.Headers["x-amzn-RequestId"] = id;
        return id;
    }

    private static async Task SendAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
