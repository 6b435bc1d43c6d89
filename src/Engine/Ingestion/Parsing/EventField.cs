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
    ShopperId,
    Sku,
    FlightId,
    Country,
    Region,
    Device,
    Site,
    SupplySource,
    DealId,
    ProposalId,
    DspEntityId,

    // Of a closed set of words.
    Type,
    InvalidatesType,
    AdProduct,
    ConversionType,
    Attribution,
    ProductMatch,
    ShopperStatus,

    // Read into a number, or another's place.
    TargetId,
    Time,
    ConversionTime,
    Count,
    Units,
    Cost,
    Sales,
    SupplyCost,
    AgencyFee,
    AudienceFee,
    ConsoleFee,

    /// <summary>A field that no version knows: it is read over.</summary>
    Unknown,
}
