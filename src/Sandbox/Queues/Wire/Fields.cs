using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>Reads fields of a request; numbers may come as text, as the Query protocol sends them.</summary>
internal static class Fields
{
    /// <summary>A field that stands twice is refused when it is parsed, and not at some later look.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static string? Text(this JsonObject fields, string name) =>
        fields[name] is not JsonValue value
            ? null
            : value.GetValueKind() switch
            {
                JsonValueKind.String => Decoded(value),
                JsonValueKind.Null => null,
                _ => value.ToJsonString(),
            };

    public static string Need(this JsonObject fields, string name) =>
        fields.Text(name) is { Length: > 0 } text ? text : throw QueueError.MissingParameter(name);

    public static int? Whole(this JsonObject fields, string name, int low, int high)
    {
        if (fields.Text(name) is not { } text)
        {
            return null;
        }

        return
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= low
            && number <= high
            ? number
            : throw QueueError.InvalidParameter(
                $"Value {Shortened(text)} for parameter {name} is invalid. Reason: Must be between {low} and {high}, if provided."
            );
    }

    public static JsonObject? Map(this JsonObject fields, string name) =>
        fields[name] switch
        {
            null => null,
            JsonObject map => map,
            _ => throw QueueError.Malformed($"{name} is not a map."),
        };

    public static List<string> Texts(this JsonObject fields, string name) =>
        [.. List(fields, name).OfType<JsonValue>().Where(value => value.GetValueKind() == JsonValueKind.String).Select(Decoded)];

    public static List<JsonObject> Entries(this JsonObject fields, string name) =>
        [
            .. List(fields, name)
                .Select(node => node as JsonObject ?? throw QueueError.Malformed($"{name} holds what is no object.")),
        ];

    public static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private static JsonArray List(JsonObject fields, string name) =>
        fields[name] switch
        {
            null => [],
            JsonArray list => list,
            // How clients of the Query protocol send an empty list.
            JsonValue text when text.GetValueKind() == JsonValueKind.String && Decoded(text).Length == 0 => [],
            _ => throw QueueError.Malformed($"{name} is not a list."),
        };

    private static string Decoded(JsonValue value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: valid JSON, no text.
            throw QueueError.InvalidMessageContents();
        }
    }
}
