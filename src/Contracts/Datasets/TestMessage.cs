using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Contracts.Datasets;

/// <summary>A message that is sent on request to see whether a destination takes it. It is no record: whoever reads it passes over it.</summary>
public static class TestMessage
{
    /// <summary>The value of message_type, which records do not have.</summary>
    public const string Type = "test";

    /// <param name="id">Names this message.</param>
    public static byte[] Write(string dataset, string subscription, string id, DateTimeOffset now) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                [Freshness.MessageType.Name] = Type,
                ["dataset_id"] = dataset,
                ["subscription_id"] = subscription,
                ["message_id"] = id,
                ["time"] = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            }
        );

    public static bool Is(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(Freshness.MessageType.Name, out var type)
        && type.ValueKind == JsonValueKind.String
        && type.ValueEquals(Type);
}
