using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Engine.Entities;

/// <summary>What has to stand in a known field of a line.</summary>
internal static class LineTypes
{
    /// <summary>In either direction; money in currency units. Budgets that rules raise stay within the range of millionths.</summary>
    public const long NumberMax = 100_000_000_000;

    public const string NotTime = "must be ISO 8601 with seconds and offset, such as 2026-07-12T13:05:09-03:00";

    private const int DecimalsMax = 6;

    public static string NotNumber { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"must be a number from -{NumberMax} to {NumberMax}, of at most {DecimalsMax} decimals"
        );

    /// <summary>Null, or what the value must be, to stand behind the field's name.</summary>
    /// <param name="value">Not null: that is a field that is not there.</param>
    /// <param name="currency">The account's.</param>
    public static string? Fault(JsonElement value, LineField known, string currency) =>
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

    /// <summary>An amount or another number in millionths.</summary>
    public static bool TryReadMicros(JsonElement value, out long micros)
    {
        micros = 0;

        // The canonical form shows every decimal; a parser may round away what is too small for it.
        var number = value.ValueKind == JsonValueKind.Number ? CanonicalNumber.Of(JsonMarshal.GetRawUtf8Value(value)) : null;
        if (
            number is null
            || number.Length - 1 - (number.IndexOf('.') is var point and >= 0 ? point : number.Length - 1) > DecimalsMax
            || !decimal.TryParse(
                number,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
            || amount is < -NumberMax or > NumberMax
        )
        {
            return false;
        }

        micros = (long)(amount * 1_000_000m);
        return true;
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
}
