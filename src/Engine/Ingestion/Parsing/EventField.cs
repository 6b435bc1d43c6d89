namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>The fields of an event's line; their names in it are these in snake_case.</summary>
internal enum EventField : byte
{
    // Kept as they stand, by EventLine.
    EventId,
    InvalidatesEventId,
    AdvertiserId,
    MarketplaceId,
    CampaignId,
    AdGroupId,
    AdId,
    KeywordId,
    KeywordText,
    MatchType,
    Placement,
    Currency,

    // Read into a number, a kind or another's place.
    TargetId,
    Type,
    InvalidatesType,
    AdProduct,
    Time,
    Count,
    Cost,

    /// <summary>A field that no version knows: it is read over.</summary>
    Unknown,
}
