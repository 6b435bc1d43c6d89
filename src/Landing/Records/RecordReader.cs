using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Millrace.Landing.Records;

/// <summary>Reads one record against the declaration of its dataset.</summary>
internal static class RecordReader
{
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

        var fields = new FieldValues(shape);
        reason = fields.Take(element);
        if (reason is not null)
        {
            return false;
        }

        // Day and hour are the account's own: they are read off the text, whose offset is the account's.
        var window = (string)fields.Values[shape.WindowPlace]!;
        var day = DateOnly.ParseExact(window.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var hour = int.Parse(window.AsSpan(11, 2), CultureInfo.InvariantCulture);
        row = new LandingRow(source, shape, fields.Values, day, hour, fields.Unknown);
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
            : "The dataset is unknown: dataset_id is not one of "
                + string.Join(", ", RowShape.Every.Select(known => known.Id))
                + ".";
        return shape is not null;
    }
}
