using System.Text.Json;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>An array of objects, of an array of the document or of what stands there once.</summary>
/// <param name="from">Names to the array; null: there is one element, with what stands beside.</param>
internal sealed class ArrayNode(string[]? from, ObjectNode element) : DocumentNode
{
    public override bool Has(in DocumentSource source, JsonElement at) =>
        from is null ? element.Has(in source, at) : Find(at, from).ValueKind == JsonValueKind.Array;

    public override void Write(in DocumentSource source, JsonElement at, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        if (from is null)
        {
            element.Write(in source, at, json);
        }
        else
        {
            foreach (var one in Find(at, from).EnumerateArray())
            {
                element.Write(in source, one, json);
            }
        }

        json.WriteEndArray();
    }
}
