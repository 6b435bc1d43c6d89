using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Landing.Querying;

/// <summary>A result as JSON and back; numbers keep their digits.</summary>
public static class QueryJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream to, QueryResult result)
    {
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        json.WriteStartArray("columns"u8);
        foreach (var column in result.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            json.WriteString("type"u8, column.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows"u8);
        foreach (var row in result.Rows)
        {
            json.WriteStartArray();
            foreach (var value in row)
            {
                WriteValue(json, value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (result.Note is not null)
        {
            json.WriteString("note"u8, result.Note);
        }

        json.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case QueryNumber number:
                json.WriteRawValue(number.Text, skipInputValidation: true);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                throw new InvalidOperationException($"A result holds a value of type {value.GetType()}.");
        }
    }

    /// <exception cref="JsonException">It is not a result.</exception>
    public static QueryResult Read(JsonElement root)
    {
        try
        {
            var columns = root.GetProperty("columns")
                .EnumerateArray()
                .Select(column => new QueryColumn(
                    column.GetProperty("name").GetString()!,
                    column.GetProperty("type").GetString()!
                ));
            var rows = root.GetProperty("rows")
                .EnumerateArray()
                .Select(IReadOnlyList<object?> (row) => [.. row.EnumerateArray().Select(Value)]);
            var note = root.TryGetProperty("note", out var said) ? said.GetString() : null;
            return new([.. columns], [.. rows], note);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException)
        {
            throw new JsonException("The answer is not a query's result.", fault);
        }
    }

    private static object? Value(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => new QueryNumber(json.GetRawText()),
            JsonValueKind.String => json.GetString(),
            _ => throw new InvalidOperationException("A value is an array or an object."),
        };
}
