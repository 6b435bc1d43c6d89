using System.Text.Json;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>A part of a message: a value, an array or an object of parts.</summary>
internal abstract class DocumentNode
{
    /// <summary>Whether there is anything to write.</summary>
    /// <param name="at">Where its value is looked for: the stored document, or an element of one of its arrays.</param>
    public abstract bool Has(in DocumentSource source, JsonElement at);

    /// <summary>Writes it; it is there.</summary>
    public abstract void Write(in DocumentSource source, JsonElement at, Utf8JsonWriter json);

    /// <summary>The value at the end of names, or one of the kind Undefined.</summary>
    protected static JsonElement Find(JsonElement at, string[] names)
    {
        foreach (var name in names)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return default;
            }
        }

        return at;
    }
}
