using System.Text;
using System.Text.Json;
using Millrace.Engine.Entities;

namespace Millrace.Engine.Ingestion;

/// <summary>Reads of a creative, a deal or an advertiser the texts that records show.</summary>
internal static class DescribedTexts
{
    /// <summary>By kind, in the order of <see cref="EntityUpsert.Texts"/>.</summary>
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        [EntityKind.Creative] = ["name", "language", "size", "type"],
        [EntityKind.Deal] = ["name", "type"],
        [EntityKind.Advertiser] = ["name", "country"],
    };

    /// <summary>The names of the texts of a kind; none where records show none of it.</summary>
    public static IReadOnlyList<string> Of(string kind) => Fields.GetValueOrDefault(kind) ?? [];

    /// <summary>Answers why the line is refused, or null.</summary>
    /// <param name="texts">Null where the kind has none.</param>
    public static string? Read(string kind, JsonElement root, out IReadOnlyList<string?>? texts)
    {
        texts = null;
        if (!Fields.TryGetValue(kind, out var fields))
        {
            return null;
        }

        var found = new string?[fields.Length];
        for (var place = 0; place < fields.Length; place++)
        {
            if (!TryRead(root, fields[place], out found[place]))
            {
                return $"{fields[place]} must be a text of at most {EventParser.TextBytesMax} bytes: leave it out where it is not known";
            }
        }

        texts = found;
        return null;
    }

    /// <summary>An empty text is one that is not known.</summary>
    private static bool TryRead(JsonElement root, string field, out string? text)
    {
        text = null;
        if (JsonFields.Find(root, field) is not { } value)
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var isGood = text is not null && Encoding.UTF8.GetByteCount(text) <= EventParser.TextBytesMax;
        text = string.IsNullOrEmpty(text) ? null : text;
        return isGood;
    }
}
