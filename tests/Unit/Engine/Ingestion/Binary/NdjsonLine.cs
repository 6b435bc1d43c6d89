using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Ingest;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>The line of an event, its fields in the order in which the binary form's reader tells their faults.</summary>
internal static class NdjsonLine
{
    public static string Of(IngestEvent told)
    {
        (string Name, string? Text)[] texts =
        [
            ("advertiser_id", told.AdvertiserId),
            ("marketplace_id", told.MarketplaceId),
            ("campaign_id", told.CampaignId),
            ("ad_group_id", told.AdGroupId),
            ("ad_id", told.AdId),
            ("keyword_id", told.TargetId),
            ("keyword_text", told.KeywordText),
            ("match_type", told.MatchType),
            ("placement", told.Placement),
            ("currency", told.Currency),
            ("ad_product", told.AdProduct),
            ("type", Type(told.Kind)),
            ("time", told.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ];
        string[] fields =
        [
            .. texts.Where(text => text.Text is not null).Select(text => $"\"{text.Name}\":{Quoted(text.Text!)}"),
            string.Create(CultureInfo.InvariantCulture, $"\"count\":{told.Count}"),
            .. told.CostMicros == 0
                ? Array.Empty<string>()
                : [string.Create(CultureInfo.InvariantCulture, $"\"cost\":{told.CostMicros / 1_000_000m}")],
            .. told.EventId is { } id ? [$"\"event_id\":{Quoted(id)}"] : Array.Empty<string>(),
            .. told.InvalidatesEventId is { } taken ? [$"\"invalidates_event_id\":{Quoted(taken)}"] : Array.Empty<string>(),
            .. told.Kind switch
            {
                IngestEventKind.InvalidatedImpression => ["\"invalidates_type\":\"impression\""],
                IngestEventKind.InvalidatedClick => ["\"invalidates_type\":\"click\""],
                _ => Array.Empty<string>(),
            },
        ];
        return $"{{{string.Join(',', fields)}}}";
    }

    private static string Type(IngestEventKind kind) =>
        kind switch
        {
            IngestEventKind.Impression => "impression",
            IngestEventKind.Click => "click",
            IngestEventKind.InvalidatedImpression or IngestEventKind.InvalidatedClick => "invalidation",
            _ => "unheard of",
        };

    private static string Quoted(string text) =>
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
