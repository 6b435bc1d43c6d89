using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Millrace.App.Bench;

/// <summary>
/// Answers SendMessageBatch and GetQueueUrl as SQS does, with right digests, and forgets the messages. It keeps its answers, so that
/// clients do not wait for it.
/// </summary>
internal static class SqsAnswerer
{
    /// <summary>By which it is started; nobody types it.</summary>
    public const string Verb = "sqs-answerer";

    private const int AnswersMax = 100_000;
    private static readonly ConcurrentDictionary<string, byte[]> Answers = new(StringComparer.Ordinal);

    public static async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var answer =
            context.Request.Headers["X-Amz-Target"] == "AmazonSQS.SendMessageBatch"
                ? Known(body)
                : Encoding.UTF8.GetBytes($$"""{"QueueUrl":"http://{{context.Request.Host}}/000000000000/bench"}""");
        context.Response.Headers["x-amzn-RequestId"] = "5f6f4a7e-8d4c-5c0b-9d3a-17f0a3f6a1d2";
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static byte[] Known(MemoryStream body)
    {
        var key = Convert.ToHexString(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        if (!Answers.TryGetValue(key, out var answer))
        {
            answer = Batch(body);
            if (Answers.Count < AnswersMax)
            {
                Answers.TryAdd(key, answer);
            }
        }

        return answer;
    }

    private static byte[] Batch(MemoryStream body)
    {
        using var request = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        return Taken(request);
    }

    /// <summary>The answer that all messages of a call were taken.</summary>
    public static byte[] Taken(JsonDocument request)
    {
        var answer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Successful");
            foreach (var entry in request.RootElement.GetProperty("Entries").EnumerateArray())
            {
                var text = Encoding.UTF8.GetBytes(entry.GetProperty("MessageBody").GetString()!);
                writer.WriteStartObject();
                writer.WriteString("Id", entry.GetProperty("Id").GetString());
                writer.WriteString("MessageId", "219f8380-5770-4cc2-8c3e-5c715e145f5e");
                writer.WriteString("MD5OfMessageBody", Convert.ToHexStringLower(MD5.HashData(text)));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return answer.ToArray();
    }
}
