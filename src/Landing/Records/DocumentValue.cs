using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Landing.Records;

/// <summary>
/// Reads the value of one column. Where it can mean one thing alone, it is taken whatever its form: a number as text, a text as number, a
/// value one level deeper under its own name.
/// </summary>
internal static class DocumentValue
{
    /// <summary>The reason for which a value cannot be taken, or null; the value is null for JSON null, and for an empty text that is none.</summary>
    public static string? Read(DocumentColumn column, JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (column.IsJson)
        {
            value = json.GetRawText();
            return null;
        }

        var name = column.Path[(column.Path.LastIndexOf('.') + 1)..];
        while (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var inner))
        {
            json = inner;
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (column.Type == DocumentFieldType.String)
        {
            value = TextOf(json);
            return value is null ? $"{column.Path} is not a string." : null;
        }

        if (json.ValueKind == JsonValueKind.String && json.ValueEquals(""))
        {
            return null;
        }

        value = column.Type switch
        {
            DocumentFieldType.Long => long.TryParse(
                TextOf(json),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var whole
            )
                ? whole
                : null,
            DocumentFieldType.Double => double.TryParse(
                TextOf(json),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
                ? number
                : null,
            DocumentFieldType.Boolean => Flag(json),
            DocumentFieldType.DateTime => Time(json),
            _ => throw new InvalidOperationException($"{column.Path} has no type that is read."),
        };
        return value is not null
            ? null
            : column.Type switch
            {
                DocumentFieldType.Long => $"{column.Path} is not a whole number of 64 bits.",
                DocumentFieldType.Double => $"{column.Path} is not a number.",
                DocumentFieldType.Boolean => $"{column.Path} is neither true nor false.",
                _ => $"{column.Path} is not a time of ISO 8601, such as 2026-11-25T08:00:00Z.",
            };
    }

    /// <summary>What a text says, or a number as it is written; null for anything else.</summary>
    private static string? TextOf(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => json.GetRawText(),
            _ => null,
        };

    private static object? Flag(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(json.GetString(), out var flag) => flag,
            _ => null,
        };

    /// <summary>In UTC; a time without an offset is taken for UTC.</summary>
    private static object? Time(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String || !json.TryGetDateTime(out var time))
        {
            return null;
        }

        return time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc)
            : json.TryGetDateTimeOffset(out var instant) ? instant.UtcDateTime
            : null;
    }
}
