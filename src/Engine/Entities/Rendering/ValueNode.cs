using System.Runtime.InteropServices;
using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>A value of the document; one of another type than declared is left out.</summary>
/// <param name="from">Names from where it is looked for.</param>
internal sealed class ValueNode(DocumentField field, string[] from) : DocumentNode
{
    public override bool Has(in DocumentSource source, JsonElement at) => Is(Find(at, from).ValueKind);

    public override void Write(in DocumentSource source, JsonElement at, Utf8JsonWriter json)
    {
        var value = Find(at, from);
        if (field.Type == DocumentFieldType.String && field.Renames.TryGetValue(value.GetString()!, out var renamed))
        {
            json.WriteStringValue(renamed);
        }
        else if (field.Type == DocumentFieldType.Map && value.ValueKind == JsonValueKind.Array)
        {
            WriteMap(value, json);
        }
        else
        {
            var raw = JsonMarshal.GetRawUtf8Value(value);
            var isBare = field.Type == DocumentFieldType.Double && !raw.ContainsAny((byte)'.', (byte)'E');
            json.WriteRawValue(isBare ? [.. raw, .. ".0"u8] : raw, skipInputValidation: true);
        }
    }

    /// <summary>Of an array of keys and values.</summary>
    private static void WriteMap(JsonElement pairs, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var pair in pairs.EnumerateArray())
        {
            if (Find(pair, ["key"]) is { ValueKind: JsonValueKind.String } key)
            {
                json.WritePropertyName(key.GetString()!);
                json.WriteStringValue(
                    Find(pair, ["value"]) is { ValueKind: JsonValueKind.String } value ? value.GetString() : ""
                );
            }
        }

        json.WriteEndObject();
    }

    private bool Is(JsonValueKind kind) =>
        field.Type switch
        {
            DocumentFieldType.String or DocumentFieldType.DateTime => kind == JsonValueKind.String,
            DocumentFieldType.Long or DocumentFieldType.Double => kind == JsonValueKind.Number,
            DocumentFieldType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            DocumentFieldType.Texts => kind == JsonValueKind.Array,
            DocumentFieldType.Map => kind is JsonValueKind.Object or JsonValueKind.Array,
            _ => kind is not (JsonValueKind.Undefined or JsonValueKind.Null),
        };
}
