using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Entities;

/// <summary>What is stored of one entity.</summary>
/// <param name="Version">1 when it is first known, one more with each change.</param>
/// <param name="Creation">When it was created, ISO 8601: as the platform says, else when it was first known.</param>
/// <param name="LastUpdated">The same of the last change.</param>
/// <param name="Document">As <see cref="EntityUpsert.Document"/> has it.</param>
internal sealed record EntityForm(long Version, AdProduct AdProduct, string Creation, string LastUpdated, byte[] Document)
{
    private const byte FormatVersion = 1;

    /// <summary>The form after an upsert; null where it changes nothing, or deletes what nobody knows.</summary>
    /// <param name="before">Null: the entity is not known.</param>
    /// <param name="now">Platform time, unix seconds.</param>
    public static EntityForm? Next(EntityForm? before, EntityUpsert upsert, long now)
    {
        if (upsert.IsDeleted && before is null)
        {
            return null;
        }

        var document = upsert.IsDeleted ? Archived(before!.Document) : upsert.Document;
        var product = upsert.IsDeleted ? before!.AdProduct : upsert.AdProduct;
        var creation = upsert.Creation ?? before?.Creation ?? Time(now);
        return
            before is not null
            && before.AdProduct == product
            && before.Creation == creation
            && document.AsSpan().SequenceEqual(before.Document)
            ? null
            : new((before?.Version ?? 0) + 1, product, creation, upsert.LastUpdated ?? Time(now), document);
    }

    public void Write(ByteWriter writer)
    {
        writer.Byte(FormatVersion);
        writer.Varint((ulong)Version);
        writer.Byte((byte)AdProduct);
        writer.Text(Creation);
        writer.Text(LastUpdated);
        writer.Bytes(Document);
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or of a newer version of the program.</exception>
    public static EntityForm Read(ref ByteReader reader)
    {
        reader.Version(FormatVersion, "form of an entity");
        return new((long)reader.Varint(), (AdProduct)reader.Byte(), reader.Text(), reader.Text(), reader.Bytes().ToArray());
    }

    /// <summary>Passes over a form.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>.</exception>
    public static void Skim(ref ByteReader reader)
    {
        reader.Version(FormatVersion, "form of an entity");
        _ = (reader.Varint(), reader.Byte(), reader.Bytes().Length, reader.Bytes().Length, reader.Bytes().Length);
    }

    private static string Time(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The same document with the state of what is gone.</summary>
    private static byte[] Archived(byte[] document)
    {
        const string State = "state";
        using var parsed = JsonDocument.Parse(document);
        var buffer = new ArrayBufferWriter<byte>(document.Length + 32);
        using var json = new Utf8JsonWriter(buffer, CanonicalWriter.Options);
        var fields = parsed.RootElement.EnumerateObject().Where(field => field.Name != State).ToList();
        var place = fields.FindIndex(field => string.CompareOrdinal(field.Name, State) > 0);
        json.WriteStartObject();
        foreach (var field in fields[..(place < 0 ? fields.Count : place)])
        {
            Copy(field, json);
        }

        json.WriteString(State, EntityStates.Archived);
        foreach (var field in fields[(place < 0 ? fields.Count : place)..])
        {
            Copy(field, json);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Copy(JsonProperty field, Utf8JsonWriter json)
    {
        json.WritePropertyName(field.Name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(field.Value), skipInputValidation: true);
    }
}
