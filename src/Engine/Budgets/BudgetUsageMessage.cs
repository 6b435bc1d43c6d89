using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Documents;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Projections;

namespace Millrace.Engine.Budgets;

/// <summary>The message of budget-usage: the same bytes for the same usage.</summary>
internal static class BudgetUsageMessage
{
    private const int NumberBytesMax = 32;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="scopeId">The id of the campaign or portfolio.</param>
    /// <param name="isSnapshot">Whether it is part of a snapshot, and says so.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Render(EventAccount account, string scopeId, in BudgetUsage usage, bool isSnapshot = false)
    {
        Span<byte> number = stackalloc byte[NumberBytesMax];
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString("advertiser_id", account.AdvertiserId);
            json.WriteString("marketplace_id", account.MarketplaceId);
            json.WriteString("dataset_id", Documents.BudgetUsageId);
            json.WriteString("budget_scope_id", scopeId);
            json.WriteString("budget_scope_type", usage.Scope.Kind == BudgetScopeKind.Portfolio ? "PORTFOLIO" : "CAMPAIGN");
            json.WriteString("advertising_product_type", NameOf(usage.Product));
            json.WritePropertyName("budget");
            json.WriteRawValue(number[..JsonNumbers.WriteMoney(usage.Budget, number)]);
            json.WritePropertyName("budget_usage_percentage");
            json.WriteRawValue(number[..WriteDouble(Percentage.Of(usage.Spent, usage.Budget), number)]);
            json.WriteString("usage_updated_timestamp", TimeText(usage.Time));
            if (isSnapshot)
            {
                json.WriteString(Documents.MessageType, Documents.Snapshot);
            }

            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static string NameOf(AdProduct product) =>
        product switch
        {
            AdProduct.SponsoredProducts => "sp",
            AdProduct.SponsoredBrands => "sb",
            AdProduct.SponsoredDisplay => "sd",
            _ => throw new InvalidOperationException($"Ad product {product} has no budgets."),
        };

    /// <summary>The shortest digits that are read as this double; at least one behind the point, as money has.</summary>
    private static int WriteDouble(double value, Span<byte> to)
    {
        value.TryFormat(to, out var written, "R", CultureInfo.InvariantCulture);
        if (to[..written].IndexOfAny(".E"u8) < 0)
        {
            ".0"u8.CopyTo(to[written..]);
            written += 2;
        }

        return written;
    }

    private static string TimeText(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
