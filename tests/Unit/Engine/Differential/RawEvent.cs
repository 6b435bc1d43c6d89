using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Unit.Engine.Differential;

/// <summary>One line as docs/ingest-events.md describes it. A property is the field of its name in snake_case; what is null is left out.</summary>
internal sealed record RawEvent
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string? EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>Unix seconds.</summary>
    [JsonConverter(typeof(IsoTime))]
    public required long Time { get; init; }

    public required string AdvertiserId { get; init; }

    public string MarketplaceId { get; init; } = "MKT";

    public string? AdProduct { get; init; }

    public string? CampaignId { get; init; }

    public string? AdGroupId { get; init; }

    public string? AdId { get; init; }

    public string? KeywordId { get; init; }

    public string? TargetId { get; init; }

    public string? KeywordText { get; init; }

    public string? MatchType { get; init; }

    public string? Placement { get; init; }

    public string? Country { get; init; }

    public string? Region { get; init; }

    public string? Device { get; init; }

    public string? Site { get; init; }

    public string? SupplySource { get; init; }

    public string? DealId { get; init; }

    public string? ProposalId { get; init; }

    public string? DspEntityId { get; init; }

    public string? FlightId { get; init; }

    public long? Count { get; init; }

    public decimal? Cost { get; init; }

    public decimal? SupplyCost { get; init; }

    public decimal? AgencyFee { get; init; }

    public decimal? AudienceFee { get; init; }

    public decimal? ConsoleFee { get; init; }

    public string? ShopperId { get; init; }

    public string? Sku { get; init; }

    public long? Units { get; init; }

    public decimal? Sales { get; init; }

    public string? InvalidatesType { get; init; }

    public string? InvalidatesEventId { get; init; }

    public string? ConversionType { get; init; }

    /// <summary>Unix seconds.</summary>
    [JsonConverter(typeof(IsoTime))]
    public long? ConversionTime { get; init; }

    public string? Attribution { get; init; }

    public string? ProductMatch { get; init; }

    public string? ShopperStatus { get; init; }

    /// <summary>What it is, or what it takes back.</summary>
    [JsonIgnore]
    public string Subject => InvalidatesType ?? Type;

    /// <summary>It tells of an ad; else it is a deed of a shopper, or a return.</summary>
    [JsonIgnore]
    public bool IsOfAd => CampaignId is not null;

    /// <summary>It is taken back by its name.</summary>
    [JsonIgnore]
    public bool IsNamed => !IsOfAd || ShopperId is not null || Type is "click" or "attributed_conversion";

    /// <summary>The event that takes this one back.</summary>
    public RawEvent TakenBackBy(string eventId) =>
        this with
        {
            EventId = eventId,
            Type = "invalidation",
            InvalidatesType = Type,
            InvalidatesEventId = IsNamed ? EventId : null,
        };

    public string ToLine() => JsonSerializer.Serialize(this, Json);
}
