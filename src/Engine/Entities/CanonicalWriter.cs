using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Documents;
using Millrace.Engine.Ingestion.Parsing;

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

    /// <summary>In either direction; money in currency units. Budgets that rules raise stay within the range of millionths.</summary>
    public const long NumberMax = 100_000_000_000;

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
        if (known is not null && value.ValueKind != JsonValueKind.Null && Fault(value, known) is { } fault)
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

    private string? Fault(JsonElement value, LineField known) =>
        known.Type switch
        {
            null when known.IsArray => value.ValueKind == JsonValueKind.Array ? null : "must be an array of objects",
            null => value.ValueKind == JsonValueKind.Object ? null : "must be an object",
            DocumentFieldType.String when value.ValueKind != JsonValueKind.String => "must be a text",
            DocumentFieldType.String when known.IsCurrency && value.GetString() != currency =>
                $"must be {currency}, the account's, or left out",
            DocumentFieldType.Boolean when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) =>
                "must be true or false",
            DocumentFieldType.DateTime when !IsTime(value) => NotTime,
            DocumentFieldType.Double when !TryReadMicros(value, out _) => NotNumber,
            DocumentFieldType.Long when !IsWhole(value) => "must be a whole number",
            DocumentFieldType.Texts when !IsAll(value, JsonValueKind.Array) => "must be an array of texts",
            DocumentFieldType.Map when !IsAll(value, JsonValueKind.Object) => "must be an object of texts",
            _ => null,
        };

    public const string NotTime = "must be ISO 8601 with seconds and offset, such as 2026-07-12T13:05:09-03:00";

    /// <summary>What a number has to be.</summary>
    public static string NotNumber { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"must be a number from -{NumberMax} to {NumberMax}, of at most 6 decimals and {Refusals.NumberCharactersMax} characters"
        );

    /// <summary>An amount or another number in millionths.</summary>
    public static bool TryReadMicros(JsonElement value, out long micros)
    {
        micros = 0;
        if (
            value.ValueKind != JsonValueKind.Number
            || JsonMarshal.GetRawUtf8Value(value).Length > Refusals.NumberCharactersMax
            || !value.TryGetDecimal(out var number)
            || number is < -NumberMax or > NumberMax
        )
        {
            return false;
        }

        var scaled = number * 1_000_000m;
        micros = (long)scaled;
        return scaled == micros;
    }

    /// <summary>Whether it is a time of the form that events have.</summary>
    public static bool IsTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: >= 20 } text
        && text[16] == ':'
        && (text[^1] == 'Z' || text[^6] is '+' or '-')
        && value.TryGetDateTimeOffset(out _);

    private static bool IsWhole(JsonElement value) => TryReadMicros(value, out var micros) && micros % 1_000_000 == 0;

    private static bool IsAll(JsonElement value, JsonValueKind kind) =>
        value.ValueKind == kind
        && (
            kind == JsonValueKind.Array
                ? value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String)
                : value.EnumerateObject().All(property => property.Value.ValueKind == JsonValueKind.String)
        );

    private readonly record struct Field(string Name, JsonElement Value, string? Text);
}
