using System.Globalization;
using System.Text.Json;

namespace Millrace.EndToEnd;

/// <summary>What a message says, as values by paths: properties and places in arrays, parted by points.</summary>
internal static class MessageValues
{
    private static readonly string[] Untold = ["creation_date_time", "last_updated_date_time", "audit.", "accountId"];

    /// <summary>A message's values, without those that the service alone knows.</summary>
    public static SortedDictionary<string, string> Of(JsonElement message)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten("", message, all);
        foreach (var path in all.Keys.Where(path => Untold.Any(one => path.StartsWith(one, StringComparison.Ordinal))).ToList())
        {
            all.Remove(path);
        }

        return all;
    }

    /// <summary>A number in the one form in which numbers are compared.</summary>
    public static string? Number(JsonElement? value) => value?.GetDecimal().ToString("0.######", CultureInfo.InvariantCulture);

    private static void Flatten(string path, JsonElement value, SortedDictionary<string, string> all)
    {
        var before = path.Length == 0 ? "" : $"{path}.";
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Flatten(before + property.Name, property.Value, all);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (place, element) in value.EnumerateArray().Index())
                {
                    Flatten($"{before}{place}", element, all);
                }

                break;
            case JsonValueKind.String:
                all[path] = value.GetString()!;
                break;
            case JsonValueKind.Number:
                all[path] = Number(value)!;
                break;
            default:
                all[path] = value.GetRawText();
                break;
        }
    }
}
