using System.Buffers;
using System.Text.Json;
using Millrace.Contracts.Documents;
using Millrace.Engine.Entities.Rendering;

namespace Millrace.Engine.Entities;

/// <summary>What a message of a change says beyond the original's: who made it, and which fields were what before.</summary>
internal static class ChangeExtras
{
    /// <param name="changed">Numbers of the slots that are not as they were.</param>
    /// <param name="old">What the slots were.</param>
    /// <param name="room">The most bytes; what was is given up first, then what changed, then who changed it.</param>
    /// <returns>Fields behind a comma each; empty where there is nothing to say or no room.</returns>
    public static byte[] Of(DocumentTemplate template, List<int> changed, byte[]?[] old, string? actor, int room)
    {
        byte[][] parts = [Actor(actor), ChangedFields(template, changed), Previous(template, changed, old)];
        var kept = parts.Length;
        while (kept > 0 && parts.Take(kept).Sum(part => part.Length) > room)
        {
            kept--;
        }

        return [.. parts.Take(kept).SelectMany(part => part)];
    }

    private static byte[] Actor(string? actor) =>
        actor is null ? [] : Field(Documents.Actor, json => json.WriteStringValue(actor));

    private static byte[] ChangedFields(DocumentTemplate template, List<int> changed) =>
        Field(
            Documents.ChangedFields,
            json =>
            {
                json.WriteStartArray();
                changed.ForEach(slot => json.WriteStringValue(template.Slots[slot].Path));
                json.WriteEndArray();
            }
        );

    private static byte[] Previous(DocumentTemplate template, List<int> changed, byte[]?[] old) =>
        changed.TrueForAll(slot => old[slot] is null)
            ? []
            : Field(
                Documents.Previous,
                json =>
                {
                    json.WriteStartObject();
                    foreach (var slot in changed.Where(slot => old[slot] is not null))
                    {
                        json.WritePropertyName(template.Slots[slot].Path);
                        json.WriteRawValue(old[slot], skipInputValidation: true);
                    }

                    json.WriteEndObject();
                }
            );

    /// <summary>A comma, the name and its value.</summary>
    private static byte[] Field(string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, CanonicalWriter.Options);
        json.WriteStartObject();
        json.WritePropertyName(name);
        write(json);
        json.Flush();
        return [(byte)',', .. buffer.WrittenSpan[1..]];
    }
}
