using System.Text.Json;

namespace Millrace.Engine.Entities;

/// <summary>Fields of a line: one that is null is not there.</summary>
internal static class JsonFields
{
    public static JsonElement? Find(JsonElement value, string name) =>
        value.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>Null where there is no text.</summary>
    public static string? Text(JsonElement value, string name) =>
        Find(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
