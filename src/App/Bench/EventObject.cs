using System.Text.Json.Serialization;

namespace Millrace.App.Bench;

/// <summary>An event as the ordinary service takes it: one object a line, its serialiser made at compile time.</summary>
internal sealed class EventObject
{
    public string? EventId { get; set; }
    public string? Type { get; set; }
    public DateTimeOffset Time { get; set; }
    public string? AdvertiserId { get; set; }
    public string? MarketplaceId { get; set; }
    public string? AdProduct { get; set; }
    public string? CampaignId { get; set; }
    public string? AdGroupId { get; set; }
    public string? AdId { get; set; }
    public string? KeywordId { get; set; }
    public string? TargetId { get; set; }
    public string? KeywordText { get; set; }
    public string? MatchType { get; set; }
    public string? Placement { get; set; }
    public long Count { get; set; } = 1;
    public decimal Cost { get; set; }
    public string? Currency { get; set; }
    public string? InvalidatesType { get; set; }
    public string? InvalidatesEventId { get; set; }

    [JsonIgnore]
    public bool IsGood => Type is not null && CampaignId is not null && Placement is not null && Time != default;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventObject))]
internal sealed partial class EventObjectContext : JsonSerializerContext;
