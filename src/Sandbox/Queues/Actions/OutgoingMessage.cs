using System.Text;
using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>A message as a send brings it, checked.</summary>
/// <param name="Bytes">Body and attributes together, as the bound counts them.</param>
internal sealed record OutgoingMessage(
    string Body,
    JsonObject? Attributes,
    string? Trace,
    string? SystemDigest,
    int? DelaySeconds,
    long Bytes
)
{
    /// <exception cref="QueueError">Something in it is missing or out of bounds.</exception>
    public static OutgoingMessage Read(JsonObject fields)
    {
        var body = fields.Need("MessageBody");
        MessageText.Check(body);
        var (attributes, attributeBytes) = MessageAttributes.Read(fields.Map("MessageAttributes"));
        var (system, _) = MessageAttributes.Read(fields.Map("MessageSystemAttributes"));
        if (fields.Text("MessageGroupId") is not null || fields.Text("MessageDeduplicationId") is not null)
        {
            throw QueueError.Unsupported("The stand-in has standard queues only: leave group and deduplication ids out.");
        }

        return new(
            body,
            attributes,
            system?["AWSTraceHeader"]?["StringValue"]?.GetValue<string>(),
            Digest.Of(system),
            fields.Whole("DelaySeconds", 0, 900),
            Encoding.UTF8.GetByteCount(body) + attributeBytes
        );
    }

    public QueueError? TooLong(int bytesMax) =>
        Bytes <= bytesMax
            ? null
            : QueueError.InvalidParameter(
                $"One or more parameters are invalid. Reason: Message must be shorter than {bytesMax} bytes."
            );

    /// <summary>What a send is answered with.</summary>
    public JsonObject Answer(string messageId)
    {
        var answer = new JsonObject { ["MessageId"] = messageId, ["MD5OfMessageBody"] = Digest.Of(Body) };
        if (Digest.Of(Attributes) is { } attributes)
        {
            answer["MD5OfMessageAttributes"] = attributes;
        }

        if (SystemDigest is not null)
        {
            answer["MD5OfMessageSystemAttributes"] = SystemDigest;
        }

        return answer;
    }
}
