using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Millrace.Landing.Querying;

/// <summary>Brings DuckDB's values to the four kinds of a result.</summary>
internal static class QueryValue
{
    public static object? Of(object? value) =>
        value switch
        {
            null or DBNull => null,
            bool flag => flag,
            string text => text,
            sbyte or byte or short or ushort or int or uint or long or ulong or decimal or BigInteger => new QueryNumber(
                ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)
            ),
            float number when float.IsFinite(number) => new QueryNumber(number.ToString("R", CultureInfo.InvariantCulture)),
            double number when double.IsFinite(number) => new QueryNumber(number.ToString("R", CultureInfo.InvariantCulture)),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
            Stream bytes => Hex(bytes),
            IDictionary or (IEnumerable and not string) => JsonSerializer.Serialize(Plain(value)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    /// <summary>Lists, structs and maps, for the serializer.</summary>
    private static object? Plain(object? value) =>
        value switch
        {
            IDictionary map => map.Keys.Cast<object>().ToDictionary(key => Of(key)?.ToString() ?? "", key => Plain(map[key])),
            Stream bytes => Hex(bytes),
            IEnumerable list and not string => list.Cast<object?>().Select(Plain).ToList(),
            _ => Of(value) switch
            {
                QueryNumber number => JsonDocument.Parse(number.Text).RootElement,
                var other => other,
            },
        };

    private static string Hex(Stream bytes)
    {
        using var copy = new MemoryStream();
        bytes.CopyTo(copy);
        return Convert.ToHexString(copy.GetBuffer().AsSpan(0, (int)copy.Length));
    }
}
