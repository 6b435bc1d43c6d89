using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Engine.Entities;

/// <summary>
/// Writes the document of an entity as it is stored: names in one order, numbers in one form, so that lines that say the same give the
/// same bytes. Judges the types of known fields on the way.
/// </summary>
/// <param name="currency">The account's.</param>
internal sealed class CanonicalWriter(string currency) : IDisposable
{
    /// <summary>How documents and messages are written.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> buffer = new();
    private Utf8JsonWriter? json;

    private Utf8JsonWriter Json => json ??= new(buffer, Options);

    /// <param name="known">The fields of its kind.</param>
    /// <param name="set">Texts that stand in the document in place of what the line says.</param>
    /// <param name="document">UTF-8 JSON; empty where it is refused.</param>
    /// <returns>Null, or why it is refused.</returns>
    /// <exception cref="InvalidOperationException">A text is not valid UTF-8 or has a broken escape.</exception>
    public string? Write(JsonElement root, LineField known, IReadOnlyDictionary<string, string> set, out byte[] document)
    {
        document = [];
        var fields = new List<Field>();
        if (Fields(root, "", fields) is { } twice)
        {
            return twice;
        }

        fields.RemoveAll(field =>
            field.Value.ValueKind == JsonValueKind.Null || LineFields.IsOfLine(field.Name) || set.ContainsKey(field.Name)
        );
        fields.AddRange(set.Select(field => new Field(field.Key, default, field.Value)));
        Imply(known, fields);
        if (Object(fields, known) is { } refusal)
        {
            return refusal;
        }

        Json.Flush();
        document = buffer.WrittenSpan.ToArray();
        return null;
    }

    public void Dispose() => json?.Dispose();

    /// <summary>Reads the fields of an object; answers null, or that one stands there twice.</summary>
    private static string? Fields(JsonElement value, string path, List<Field> fields)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = property.Name;
            if (!names.Add(name))
            {
                return $"{(path.Length == 0 ? "" : $"{path}.")}{name} stands twice: send it once";
            }

            fields.Add(new(name, property.Value, null));
        }

        return null;
    }

    /// <summary>Puts the currency where nothing is said of it.</summary>
    private void Imply(LineField known, List<Field> fields)
    {
        if (known.Child("currency") is { IsImplied: true })
        {
            fields.RemoveAll(field => field.Name == "currency" && field.Value.ValueKind == JsonValueKind.Null);
            if (!fields.Exists(field => field.Name == "currency"))
            {
                fields.Add(new("currency", default, currency));
            }
        }
    }

    private string? Object(JsonElement value, string path, LineField? known)
    {
        var fields = new List<Field>();
        if (Fields(value, path, fields) is { } twice)
        {
            return twice;
        }

        if (known is not null)
        {
            Imply(known, fields);
        }

        return Object(fields, known);
    }

    private string? Object(List<Field> fields, LineField? known)
    {
        fields.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        Json.WriteStartObject();
        foreach (var (name, value, text) in fields)
        {
            Json.WritePropertyName(name);
            if (text is not null)
            {
                Json.WriteStringValue(text);
            }
            else if (Value(value, name, known?.Child(name)) is { } refusal)
            {
                return refusal;
            }
        }

        Json.WriteEndObject();
        return null;
    }

    private string? Value(JsonElement value, string path, LineField? known)
    {
        if (known is not null && value.ValueKind != JsonValueKind.Null && LineTypes.Fault(value, known, currency) is { } fault)
        {
            return $"{known.Path} {fault}";
        }

        path = known?.Path ?? path;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return Object(value, path, known);
            case JsonValueKind.Array:
                return Array(value, path, known);
            case JsonValueKind.Number:
                return Number(value, path);
            case JsonValueKind.String:
                Json.WriteStringValue(value.GetString());
                return null;
            default:
                value.WriteTo(Json);
                return null;
        }
    }

    private string? Array(JsonElement value, string path, LineField? known)
    {
        Json.WriteStartArray();
        foreach (var element in value.EnumerateArray())
        {
            if (known is { Type: null } && element.ValueKind != JsonValueKind.Object)
            {
                return $"{path} must be an array of objects";
            }

            // An element is judged as an object with the fields of the array.
            if ((known is { Type: null } ? Object(element, path, known) : Value(element, path, null)) is { } refusal)
            {
                return refusal;
            }
        }

        Json.WriteEndArray();
        return null;
    }

    private string? Number(JsonElement value, string path)
    {
        if (CanonicalNumber.Of(JsonMarshal.GetRawUtf8Value(value)) is not { } number)
        {
            return $"{path} has an exponent out of bounds";
        }

        Json.WriteRawValue(number, skipInputValidation: true);
        return null;
    }

    private readonly record struct Field(string Name, JsonElement Value, string? Text);
}
