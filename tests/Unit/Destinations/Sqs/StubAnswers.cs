using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>Answers as SQS gives them, and as others do.</summary>
internal static class StubAnswers
{
    /// <summary>Every message was taken.</summary>
    public static byte[] Taken(StubCall call) =>
        Json(200, JsonSerializer.Serialize(new { Successful = call.Entries.Select(entry => TakenEntry(entry.Id, entry.Text)) }));

    public static object TakenEntry(string id, string text) =>
        new
        {
            Id = id,
            MessageId = "219f8380-5770-4cc2-8c3e-5c715e145f5e",
            MD5OfMessageBody = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text))),
        };

    /// <summary>An error as AWS writes it for callers that ask for the codes of Query.</summary>
    public static byte[] Error(int status, string type, string message, params string[] headers) =>
        Json(status, JsonSerializer.Serialize(new { __type = type, message }), headers);

    public static byte[] Json(int status, string json, params string[] headers) =>
        Http(status, Encoding.UTF8.GetBytes(json), ["Content-Type: application/x-amz-json-1.0", .. headers]);

    public static byte[] Http(int status, byte[] body, params string[] headers)
    {
        var lines = string.Concat(headers.Select(header => header + "\r\n"));
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Said\r\n{lines}Content-Length: {body.Length}\r\n\r\n"), .. body];
    }
}
