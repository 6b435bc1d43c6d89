using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Reads the value of one field exactly.</summary>
internal static class FieldReader
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

    /// <summary>The reason for which a value cannot be taken, or null.</summary>
    public static string? Read(DatasetField field, JsonElement json, out object? value)
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
