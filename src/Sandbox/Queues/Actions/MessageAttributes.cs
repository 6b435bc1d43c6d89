using System.Text;
using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>Checks the attributes that a message brings, and picks those that a receive asks for.</summary>
internal static class MessageAttributes
{
    private const int AttributesMax = 10;
    private const int NameLettersMax = 256;

    /// <returns>Name to <c>DataType</c> and one value, with its size in bytes.</returns>
    public static (JsonObject? Attributes, long Bytes) Read(JsonObject? given)
    {
        if (given is not { Count: > 0 })
        {
            return (null, 0);
        }

        if (given.Count > AttributesMax)
        {
            throw QueueError.InvalidParameter(
                $"Number of message attributes [{given.Count}] exceeds the allowed maximum [{AttributesMax}]."
            );
        }

        var attributes = new JsonObject();
        var bytes = 0L;
        foreach (var (name, node) in given)
        {
            if (name.Length is 0 or > NameLettersMax || !name.All(IsNameLetter))
            {
                throw QueueError.InvalidParameter(
                    "Message (user) attribute name is invalid: letters, digits, underscores, hyphens and periods, at most 256."
                );
            }

            var fields = node as JsonObject ?? throw QueueError.Malformed($"The message attribute '{name}' is not an object.");
            var (value, valueBytes) = Value(name, fields);
            attributes[name] = value;
            bytes += name.Length + valueBytes;
        }

        return (attributes, bytes);
    }

    /// <param name="asked">Names, <c>All</c>, <c>.*</c>, or a prefix that ends with <c>.*</c>.</param>
    public static JsonObject? Picked(JsonObject? attributes, List<string> asked)
    {
        if (attributes is null || asked.Count == 0)
        {
            return null;
        }

        var picked = new JsonObject();
        foreach (var (name, value) in attributes)
        {
            if (asked.Exists(pattern => Matches(pattern, name)))
            {
                picked[name] = value!.DeepClone();
            }
        }

        return picked.Count == 0 ? null : picked;
    }

    private static bool Matches(string pattern, string name) =>
        pattern is "All" or ".*"
        || pattern == name
        || (pattern.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(pattern[..^2], StringComparison.Ordinal));

    private static (JsonObject Value, long Bytes) Value(string name, JsonObject fields)
    {
        var type = fields.Text("DataType") ?? "";
        var text = fields.Text("StringValue");
        var binary = fields.Text("BinaryValue");
        switch (type.Split('.')[0])
        {
            case "String" or "Number" when text is { Length: > 0 } && binary is null:
                MessageText.Check(text);
                return (
                    new JsonObject { ["DataType"] = type, ["StringValue"] = text },
                    type.Length + Encoding.UTF8.GetByteCount(text)
                );
            case "Binary" when binary is { Length: > 0 } && text is null:
                var decoded = new byte[binary.Length];
                return Convert.TryFromBase64String(binary, decoded, out var length) && length > 0
                    ? (new JsonObject { ["DataType"] = type, ["BinaryValue"] = binary }, type.Length + length)
                    : throw QueueError.InvalidParameter($"The message attribute '{name}' has a BinaryValue that is not base64.");
            default:
                throw QueueError.InvalidParameter(
                    $"The message attribute '{name}' must have the type String or Number with a StringValue, or Binary with a BinaryValue, that is not empty."
                );
        }
    }

    private static bool IsNameLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.';
}
