using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Reads the message that says through when a dataset of an account is complete. Fields that it does not know it passes over.</summary>
internal static class FreshnessReader
{
    public static bool IsFreshness(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(Freshness.MessageType.Name, out var type)
        && type.ValueKind == JsonValueKind.String
        && type.ValueEquals(Freshness.Type);

    public static bool TryRead(
        JsonElement element,
        [NotNullWhen(true)] out FreshnessRow? row,
        [NotNullWhen(false)] out string? reason
    )
    {
        row = null;
        var values = new Dictionary<DatasetField, string>();
        foreach (var field in Freshness.All)
        {
            reason = Read(element, field, out var value);
            if (reason is not null)
            {
                return false;
            }

            values[field] = value!;
        }

        var through = values[Freshness.CompleteThrough];
        row = new(
            values[Freshness.DatasetId],
            values[Freshness.AdvertiserId],
            values[Freshness.MarketplaceId],
            through,
            DateTimeOffset.Parse(through, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime
        );
        reason = null;
        return true;
    }

    private static string? Read(JsonElement element, DatasetField field, out string? value)
    {
        value = null;
        if (!element.TryGetProperty(field.Name, out var json))
        {
            return $"{field.Name} is missing.";
        }

        var reason = FieldReader.Read(field, json, out var read);
        value = read as string;
        return reason ?? (value is null ? $"{field.Name} is null." : null);
    }
}
