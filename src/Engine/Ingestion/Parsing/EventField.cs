namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>The fields of an event's line; their names in it are these in snake_case.</summary>
internal enum EventField : byte
{
    EventId,
    Type,
    Time,
    AdvertiserId,
    MarketplaceId,
    AdProduct,
    CampaignId,
    AdGroupId,
    AdId,
    KeywordId,
    TargetId,
    KeywordText,
    MatchType,
    Placement,
    Count,
    Cost,
    Currency,
    InvalidatesType,
    InvalidatesEventId,

    /// <summary>A field that no version knows: it is read over.</summary>
    Unknown,
}
