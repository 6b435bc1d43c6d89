using System.Text.Json;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>An object of parts; those that are not there are left out.</summary>
internal sealed class ObjectNode(IReadOnlyList<(string Name, DocumentNode Node)> parts) : DocumentNode
{
    public override bool Has(in DocumentSource source, JsonElement at)
    {
        foreach (var (_, node) in parts)
        {
            if (node.Has(in source, at))
            {
                return true;
            }
        }

        return false;
    }

    public override void Write(in DocumentSource source, JsonElement at, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, node) in parts)
        {
            if (node.Has(in source, at))
            {
                json.WritePropertyName(name);
                node.Write(in source, at, json);
            }
        }

        json.WriteEndObject();
    }
}
