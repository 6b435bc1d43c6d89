using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Reads one record against the declaration of its dataset.</summary>
internal static class RecordReader
{
    /// <summary>DECIMAL(18,6) holds twelve digits before the point.</summary>
    private const decimal MoneyBound = 1_000_000_000_000m;

    /// <summary>The stream's money is a JSON double: a rest this small is the double's noise, a larger one is money.</summary>
    private const decimal MoneyNoise = 0.000_000_001m;

    private static readonly string[] WindowForms =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    public static bool TryRead(
        RecordSource source,
        JsonElement element,
        [NotNullWhen(true)] out LandingRow? row,
        [NotNullWhen(false)] out string? reason
    )
    {
        row = null;
        if (!TryShape(element, out var shape, out reason))
        {
            return false;
        }

        var values = new object?[shape.Dataset.Fields.Count];
        var seen = new bool[values.Length];
        SortedDictionary<string, string>? unknown = null;
        foreach (var property in element.EnumerateObject())
        {
            if (!shape.TryPlace(property.Name, out var place))
            {
                unknown ??= new(StringComparer.Ordinal);
                unknown[property.Name] = property.Value.GetRawText();
                continue;
            }

            var field = shape.Dataset.Fields[place];
            if (seen[place])
            {
                reason = $"{field.Name} stands twice.";
                return false;
            }

            seen[place] = true;
            reason = Value(field, property.Value, out values[place]);
            if (reason is not null)
            {
                return false;
            }
        }

        for (var place = 0; place < values.Length; place++)
        {
            var field = shape.Dataset.Fields[place];
            if (values[place] is null && field.Role != FieldRole.Attribute)
            {
                reason = seen[place] ? $"{field.Name} is null." : $"{field.Name} is missing.";
                return false;
            }
        }

        // Day and hour are the account's own: they are read off the text, whose offset is the account's.
        var window = (string)values[shape.WindowPlace]!;
        var day = DateOnly.ParseExact(window.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var hour = int.Parse(window.AsSpan(11, 2), CultureInfo.InvariantCulture);
        row = new LandingRow(source, shape, values, day, hour, unknown);
        return true;
    }

    private static bool TryShape(
        JsonElement element,
        [NotNullWhen(true)] out DatasetShape? shape,
        [NotNullWhen(false)] out string? reason
    )
    {
        shape = null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            reason = "The record is not a JSON object.";
            return false;
        }

        if (!element.TryGetProperty("dataset_id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            reason = "dataset_id is missing.";
            return false;
        }

        reason = DatasetShape.All.TryGetValue(id.GetString()!, out shape)
            ? null
            : "The dataset is unknown: dataset_id is not one of " + string.Join(", ", DatasetShape.All.Keys) + ".";
        return shape is not null;
    }

    /// <summary>The reason for which a value cannot be taken, or null.</summary>
    private static string? Value(DatasetField field, JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        switch (field.Type)
        {
            case FieldType.Long:
                if (json.ValueKind != JsonValueKind.Number || !json.TryGetInt64(out var whole))
                {
                    return $"{field.Name} is not a whole number of 64 bits.";
                }

                value = whole;
                return null;
            case FieldType.Money:
                return Money(field, json, out value);
            default:
                if (json.ValueKind != JsonValueKind.String)
                {
                    return $"{field.Name} is not a string.";
                }

                var text = json.GetString()!;
                if (field.Type == FieldType.WindowStart && !IsWindow(text))
                {
                    return $"{field.Name} is not a time with an offset, such as 2022-02-01T10:00:00-08:00.";
                }

                value = text;
                return field.Role is FieldRole.Envelope && text.Length == 0 ? $"{field.Name} is empty." : null;
        }
    }

    private static string? Money(DatasetField field, JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDecimal(out var amount))
        {
            return $"{field.Name} is not an amount of money.";
        }

        var rounded = Math.Round(amount, 6, MidpointRounding.ToEven);
        if (Math.Abs(rounded) >= MoneyBound)
        {
            return $"{field.Name} has more than twelve digits before the point.";
        }

        if (Math.Abs(amount - rounded) > MoneyNoise)
        {
            return $"{field.Name} is finer than a millionth.";
        }

        value = rounded;
        return null;
    }

    private static bool IsWindow(string text) =>
        DateTimeOffset.TryParseExact(text, WindowForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
